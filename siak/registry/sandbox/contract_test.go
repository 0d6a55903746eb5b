package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

func wantKind(t *testing.T, what string, err error, want siak.Kind) {
	t.Helper()
	if siak.KindOf(err) != want {
		t.Errorf("%s: error %v, want kind %s", what, err, want)
	}
}

func TestEnrol(t *testing.T) {
	addr := serve(t, open(t, sandbox.Options{People: 60}))
	for _, a := range []string{addr, "https://" + addr, "HTTPS://" + addr + "/"} {
		id, err := registry.Enrol(t.Context(), a, registry.EnrolOptions{StationName: "Loket 1"})
		if err != nil {
			t.Fatalf("%s: %v", a, err)
		}
		if id.Address != "https://"+addr || id.StationID == "" || !id.Training || id.OfficeRegion.City() != "3276" {
			t.Errorf("%s: identity of %q at %q", a, id.StationID, id.Address)
		}
		want := []registry.Partition{
			{Region: "327601", Name: "Pancoran Mas"}, {Region: "327605", Name: "Sukmajaya"}, {Region: "327606", Name: "Beji"},
		}
		if diff := cmp.Diff(want, id.Partitions); diff != "" {
			t.Error(diff)
		}
	}
	for _, a := range []string{"http://" + addr, "", "https://", "a b", "user@host", "host/path", "host?x=1"} {
		_, err := registry.Enrol(t.Context(), a, registry.EnrolOptions{})
		wantKind(t, a, err, siak.KindBadAddress)
	}
}

// The first pull in pages gives everybody once; the page's size changes nothing.
func TestPullInPages(t *testing.T) {
	s := open(t, sandbox.Options{People: 5000, Seed: 3})
	id, c := enrol(t, serve(t, s), registry.Options{})
	var big, small cache
	big.pull(t, c, id, 0)
	small.pull(t, c, id, 333)
	if len(big.people) != 5000 {
		t.Errorf("%d people, want 5000", len(big.people))
	}
	if diff := cmp.Diff(big.people, small.people, cmp.Comparer(func(a, b siak.NIK) bool { return a == b })); diff != "" {
		t.Error("pages of another size give other people")
	}
	if small.pages <= big.pages {
		t.Errorf("%d small pages, %d big ones", small.pages, big.pages)
	}
	pages := small.pages
	small.pull(t, c, id, 333)
	if small.pages != pages+len(id.Partitions) {
		t.Error("a second pull fetched people again")
	}
}

func TestPullChanges(t *testing.T) {
	s := open(t, sandbox.Options{People: 300})
	id, c := enrol(t, serve(t, s), registry.Options{})
	var have cache
	have.pull(t, c, id, 0)
	var moved, gone, touched siak.Resident
	for _, r := range have.people {
		switch {
		case r.District == "327606" && moved.NIK.IsZero():
			moved = r
		case r.District == "327606" && gone.NIK.IsZero():
			gone = r
		case touched.NIK.IsZero():
			touched = r
		}
	}
	change := func(r siak.Resident, f func(*siak.Resident)) {
		t.Helper()
		if err := s.Change(t.Context(), r.NIK, f); err != nil {
			t.Fatal(err)
		}
	}
	change(moved, func(r *siak.Resident) { r.District, r.Village = "327605", "Cisalak" })
	change(gone, func(r *siak.Resident) { r.District = "327501" })
	change(touched, func(r *siak.Resident) { r.Recorded = !touched.Recorded })

	pages := have.pages
	have.pull(t, c, id, 1) // pages of one: resumable everywhere
	if have.people[moved.NIK].District != "327605" || have.people[moved.NIK].Version == 0 {
		t.Error("the move did not arrive")
	}
	if _, ok := have.people[gone.NIK]; ok {
		t.Error("who moved away is still there")
	}
	if have.people[touched.NIK].Recorded == touched.Recorded {
		t.Error("the change did not arrive")
	}
	if len(have.people) != 299 || have.pages > pages+8 {
		t.Errorf("%d people after %d pages", len(have.people), have.pages-pages)
	}
	change(gone, func(r *siak.Resident) { r.District = "327606" }) // and back
	have.pull(t, c, id, 0)
	if len(have.people) != 300 {
		t.Errorf("%d people after the return", len(have.people))
	}
	page, err := c.Changes(t.Context(), siak.Cursor{Partition: "327606"}, 0)
	if err != nil || int(page.Total) != len(page.Upserts) || len(page.Removed) != 1 {
		t.Errorf("%d of %d people, %d removed, error %v", len(page.Upserts), page.Total, len(page.Removed), err)
	}
	wantKind(t, "move to nowhere", s.Change(t.Context(), gone.NIK, func(r *siak.Resident) { r.District = "999999" }), siak.KindNotFound)
}

func TestStartOver(t *testing.T) {
	s := open(t, sandbox.Options{People: 300})
	id, c := enrol(t, serve(t, s), registry.Options{})
	var have cache
	have.pull(t, c, id, 0)
	ahead := have.cursors["327606"]
	ahead.Seq += 1000
	if page, err := c.Changes(t.Context(), ahead, 0); err != nil || !page.StartOver || page.To.Seq != 0 {
		t.Errorf("ahead of the registry: %+v, %v", page.To, err)
	}
	if err := s.NewEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := have.cursors["327606"].Epoch
	have.pull(t, c, id, 0)
	if len(have.people) != 300 || have.cursors["327606"].Epoch == before {
		t.Errorf("%d people in epoch %d after %d", len(have.people), have.cursors["327606"].Epoch, before)
	}
	_, err := c.Changes(t.Context(), siak.Cursor{Partition: "317404"}, 0)
	wantKind(t, "a partition elsewhere", err, siak.KindRefused)
}

func TestLookUp(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 300, Now: c.now})
	d := newDesk(t, serve(t, s), c.now)
	code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true})
	claim, _ := d.read(code, c.now())
	r, found, err := d.lookUp(claim)
	if err != nil || !found || r.NIK != claim.NIK || r.District.City() == "3276" {
		t.Errorf("found %v in %s, error %v", found, r.District, err)
	}
	code, _ = show(t, s, sandbox.PhoneRequest{Outcome: siak.NeedsCentral})
	claim, _ = d.read(code, c.now())
	if _, found, err := d.lookUp(claim); err != nil || found {
		t.Errorf("a newcomer: found %v, error %v", found, err)
	}
	if st, err := s.Stats(t.Context()); err != nil || st.LookUps != 4 || st.People != 300 || st.Elsewhere != 200 {
		t.Errorf("stats %+v, error %v", st, err)
	}
}

// A station of the version before sends no presentation: it is refused, or, where
// the registry serves those for a while, answered for a registration of that NIK.
func TestOlderStations(t *testing.T) {
	t.Parallel()
	for _, accepted := range []bool{false, true} {
		s := open(t, sandbox.Options{People: 100, AcceptOlderStations: accepted})
		_, c := enrol(t, serve(t, s), registry.Options{})
		shown := func() siak.LookUp {
			code, id := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true})
			trust, _, err := c.Trust(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			claim, err := credential.Verifier{Trust: trust}.Verify(code, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			return siak.LookUp{NIK: claim.NIK, RegistrationID: id}
		}
		somebody, another := shown(), shown()
		_, found, err := c.LookUp(t.Context(), somebody)
		if found != accepted {
			t.Errorf("accepted %v: found %v, error %v", accepted, found, err)
		}
		if !accepted {
			wantKind(t, "an older station", err, siak.KindNotPermitted)
		}
		for what, l := range map[string]siak.LookUp{
			"another's registration": {NIK: somebody.NIK, RegistrationID: another.RegistrationID}, "none": {NIK: somebody.NIK},
		} {
			_, _, err := c.LookUp(t.Context(), l)
			wantKind(t, what, err, siak.KindNotPermitted)
		}
	}
}

func TestWhoMayCall(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	addr := serve(t, s)
	id, c := enrol(t, addr, registry.Options{})
	if _, _, err := c.Trust(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.RevokeStation(t.Context(), id.StationID); err != nil {
		t.Fatal(err)
	}
	_, _, err := c.Trust(t.Context())
	wantKind(t, "a revoked station", err, siak.KindStationRevoked)
	_, err = c.Submit(t.Context(), nil)
	wantKind(t, "a revoked station", err, siak.KindStationRevoked)

	other := serve(t, open(t, sandbox.Options{People: 60}))
	theirs, _ := enrol(t, other, registry.Options{})
	stranger := theirs
	stranger.Address, stranger.Authority = id.Address, id.Authority
	_, _, err = client(t, stranger, registry.Options{}).Trust(t.Context())
	wantKind(t, "a station of another registry", err, siak.KindUnauthenticated)

	theirs.Address = addr
	_, _, err = client(t, theirs, registry.Options{}).Trust(t.Context())
	wantKind(t, "another registry", err, siak.KindCertificateUnknown)
	if !errors.Is(err, registry.ErrForeignCertificate) {
		t.Errorf("another registry: %v, want ErrForeignCertificate", err)
	}
	wantKind(t, "revoke nobody", s.RevokeStation(t.Context(), "S-0"), siak.KindNotFound)
}

func TestClockOffset(t *testing.T) {
	theirs := newClock()
	addr := serve(t, open(t, sandbox.Options{People: 60, Now: theirs.now}))
	for _, off := range []time.Duration{0, 7 * time.Minute, -40 * 24 * time.Hour} {
		ours := func() time.Time { return theirs.now().Add(-off) }
		_, c := enrol(t, addr, registry.Options{Now: ours})
		if _, known := c.ClockOffset(); known {
			t.Error("offset known before the first contact")
		}
		if _, err := c.Changes(t.Context(), siak.Cursor{Partition: "327606"}, 1); err != nil {
			t.Errorf("a clock off by %v: %v", off, err)
		}
		if got, known := c.ClockOffset(); !known || got != off {
			t.Errorf("offset %v, want %v", got, off)
		}
	}
}
