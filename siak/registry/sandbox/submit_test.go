package sandbox_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// codeFor is the activation code in the last mail of a registration.
func codeFor(t testing.TB, s *sandbox.Sandbox, registrationID string) string {
	t.Helper()
	mails, err := s.Mail(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	for _, m := range mails {
		if m.RegistrationID == registrationID {
			code = m.Code
		}
	}
	if len(code) != 8 {
		t.Fatalf("no code of 8 digits among %d mails", len(mails))
	}
	return code
}

// finish lets a citizen finish with the code in the mail.
func finish(t testing.TB, s *sandbox.Sandbox, registrationID string) {
	t.Helper()
	active, reason, err := s.Finish(t.Context(), registrationID, codeFor(t, s, registrationID))
	if err != nil || !active {
		t.Fatalf("finish: active %v, reason %q, error %v", active, reason, err)
	}
}

// world is a sandbox with one desk, on one clock.
func world(t testing.TB, o sandbox.Options) (*clock, *sandbox.Sandbox, *desk) {
	t.Helper()
	c := newClock()
	o.Now = c.now
	if o.People == 0 {
		o.People = 200
	}
	s := open(t, o)
	return c, s, newDesk(t, serve(t, s), c.now)
}

func wantVerdict(t *testing.T, what string, v siak.Verdict, state siak.State, reason siak.Reason) {
	t.Helper()
	if v.State != state || v.Reason != reason {
		t.Errorf("%s: %s %q, want %s %q", what, v.State, v.Reason, state, reason)
	}
}

func TestFromCodeToActive(t *testing.T) {
	var events []sandbox.Event
	c, s, d := world(t, sandbox.Options{Events: func(e sandbox.Event) { events = append(events, e) }})
	a, v := d.activate(s)
	wantVerdict(t, "first", v, siak.Accepted, "")
	before, _, err := s.Resident(t.Context(), a.RegistrationID)
	if err != nil {
		t.Fatal(err)
	}

	active, reason, err := s.Finish(t.Context(), a.RegistrationID, "0")
	if err != nil || active || reason != sandbox.ReasonWrongCode {
		t.Errorf("wrong code: active %v, reason %q, error %v", active, reason, err)
	}
	_, reason, err = s.Finish(t.Context(), "R-0", "0")
	if err != nil || reason != sandbox.ReasonNoActivation {
		t.Errorf("no activation: reason %q, error %v", reason, err)
	}
	finish(t, s, a.RegistrationID)
	finish(t, s, a.RegistrationID) // once more changes nothing

	vs, more, err := d.client.Verdicts(t.Context(), 0)
	if err != nil || more || len(vs) != 2 {
		t.Fatalf("%d verdicts, more %v, error %v", len(vs), more, err)
	}
	wantVerdict(t, "log", vs[0], siak.Accepted, "")
	wantVerdict(t, "log", vs[1], siak.Active, "")
	if vs, _, err := d.client.Verdicts(t.Context(), vs[1].Seq); err != nil || len(vs) != 0 {
		t.Errorf("%d verdicts after the last one, error %v", len(vs), err)
	}
	wantVerdict(t, "handed in again", d.submit(a), siak.Active, "")
	if len(events) != 2 || events[0].State != siak.Accepted || events[1].State != siak.Active || events[1].ID != a.ID {
		t.Errorf("events %+v", events)
	}

	d.cache.pull(t, d.client, d.id, 0)
	after := d.cache.people[before.NIK]
	if after.ActivePhone.IsZero() || after.Version <= before.Version {
		t.Error("the register does not show the active phone")
	}
	claim := siak.Claim{NIK: after.NIK, Name: after.Name, Birth: after.Birth, Sex: after.Sex, Phone: after.ActivePhone}
	record := siak.Record{Resident: after, Known: true, AsOf: c.now()}
	if got := siak.Decide(claim, record, siak.DefaultPolicy("327601"), c.now()).Outcome; got != siak.ActiveOnThisPhone {
		t.Errorf("afterwards: %s", got)
	}
}

// However often and by whomever an activation is handed in, it is there once.
func TestSubmitIsIdempotent(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	other := newDesk(t, d.id.Address, c.now)
	a, v := d.activate(s)
	for range 3 {
		if diff := cmp.Diff(v, d.submit(a)); diff != "" {
			t.Error(diff)
		}
	}
	wantVerdict(t, "of another station", other.submit(a), siak.Held, siak.ReasonBadStatement)
	b := other.sign(a.Statement, a.Presentation)
	wantVerdict(t, "the same id of another station", other.submit(b), siak.Held, siak.ReasonBadStatement)
	if diff := cmp.Diff(v, d.submit(a)); diff != "" {
		t.Error("another station changed the verdict:", diff)
	}
	all, err := s.Activations(t.Context())
	if err != nil || len(all) != 1 || all[0].State != siak.Accepted || all[0].Submissions != 7 || all[0].Station != d.id.StationID {
		t.Errorf("%+v, error %v", all, err)
	}
	if mails, err := s.Mail(t.Context(), 0); err != nil || len(mails) != 1 {
		t.Errorf("%d mails, error %v", len(mails), err)
	}
}

func TestOneCodeAtTwoDesks(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	other := newDesk(t, d.id.Address, c.now)
	a, _ := d.activate(s)
	b := other.sign(siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: a.RegistrationID, PresentationDigest: a.PresentationDigest,
		Outcome: siak.Eligible, Officer: "petugas", ReadAt: c.now(), ConfirmedAt: c.now(),
	}, a.Presentation)
	wantVerdict(t, "the same code", other.submit(b), siak.Rejected, siak.ReasonPresentationUsed)
	other.cache.pull(t, other.client, other.id, 0)
	mine := d.cache.trust
	d.cache.pull(t, d.client, d.id, 0)
	if len(other.cache.trust.Used) != len(mine.Used)+1 || len(d.cache.trust.Used) != len(mine.Used) {
		t.Errorf("told of %d and %d used codes, before %d", len(other.cache.trust.Used), len(d.cache.trust.Used), len(mine.Used))
	}
	c.add(25 * time.Hour)
	other.cache.pull(t, other.client, other.id, 0)
	if len(other.cache.trust.Used) != len(mine.Used) {
		t.Error("still told of a code of yesterday")
	}
}

// The registry decides again: a station that says "eligible" of everybody gets
// nobody in.
func TestRegistryDoesNotTrustTheStation(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	honest := d.cache.trust
	for _, o := range siak.Outcomes() {
		if o.Confirmable() || o == siak.NotIKD || o == siak.Malformed || o == siak.StaticCode {
			continue
		}
		code, _ := show(t, s, sandbox.PhoneRequest{Outcome: o})
		claim, at := gullible(t, honest, code, c.now())
		want := siak.Reason(o)
		switch o {
		case siak.Replayed:
			want = siak.ReasonPresentationUsed
		case siak.Expired, siak.NotYetValid:
			at = c.now()
		}
		v := d.submit(d.confirm(claim, siak.Eligible, at))
		wantVerdict(t, string(o), v, siak.Rejected, want)
	}
	if st, err := s.Stats(t.Context()); err != nil || st.Activations[siak.Accepted] != 0 {
		t.Errorf("%+v, error %v", st.Activations, err)
	}
}

func TestBadStatements(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
	claim, o := d.read(code, c.now())
	good := d.confirm(claim, o, c.now())
	for name, spoil := range map[string]func(*siak.Activation){
		"flipped bit":     func(a *siak.Activation) { a.Signed = slices.Clone(a.Signed); a.Signed[len(a.Signed)-1] ^= 1 },
		"no statement":    func(a *siak.Activation) { a.Signed = nil },
		"another id":      func(a *siak.Activation) { *a = d.sign(a.Statement, a.Presentation); a.ID = siak.NewActivationID() },
		"another digest":  func(a *siak.Activation) { a.PresentationDigest[0] ^= 1; *a = d.sign(a.Statement, a.Presentation) },
		"registration":    func(a *siak.Activation) { a.RegistrationID = "R-0"; *a = d.sign(a.Statement, a.Presentation) },
		"not confirmable": func(a *siak.Activation) { a.Outcome = siak.UnderAge; *a = d.sign(a.Statement, a.Presentation) },
		"of tomorrow": func(a *siak.Activation) {
			a.ReadAt = c.now().Add(24 * time.Hour)
			*a = d.sign(a.Statement, a.Presentation)
		},
	} {
		a := good
		if name != "another id" {
			a.ID = siak.NewActivationID()
			if name != "flipped bit" {
				a = d.sign(a.Statement, a.Presentation)
			}
		}
		spoil(&a)
		wantVerdict(t, name, d.submit(a), siak.Held, siak.ReasonBadStatement)
	}
	old := good.Statement
	old.ID, old.ReadAt = siak.NewActivationID(), c.now().Add(-31*24*time.Hour)
	wantVerdict(t, "of last month", d.submit(d.sign(old, good.Presentation)), siak.Rejected, siak.Reason(siak.Expired))
	wantVerdict(t, "the good one", d.submit(good), siak.Accepted, "")
}

// A laptop with a wrong clock that knew by how much is believed.
func TestWrongClockWithOffset(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	for _, off := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
		claim, o := d.read(code, c.now())
		st := d.confirm(claim, o, c.now()).Statement
		st.ReadAt = c.now().Add(-off)
		v := d.submit(d.sign(st, claim.Presentation))
		if v.State == siak.Accepted {
			t.Errorf("off by %v without knowing: %s", off, v.State)
		}
		st.ID, st.ClockOffset = siak.NewActivationID(), off
		wantVerdict(t, off.String(), d.submit(d.sign(st, claim.Presentation)), siak.Accepted, "")
	}
}

// A station that was offline for days hands in what it has.
func TestOfflineForDays(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.EligibleWithWarnings})
	claim, o := d.read(code, c.now())
	a := d.confirm(claim, o, c.now())
	c.add(10 * 24 * time.Hour)
	wantVerdict(t, "after ten days", d.submit(a), siak.Accepted, "")
}

func TestAlreadyPendingAndCodeExpired(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	a, _ := d.activate(s)
	// The same citizen opens the app again.
	again := func() siak.Activation {
		claim, at := gullible(t, d.cache.trust, represent(t, s, a.RegistrationID, c), c.now())
		return d.confirm(claim, siak.Eligible, at)
	}
	wantVerdict(t, "while one waits", d.submit(again()), siak.Rejected, siak.ReasonAlreadyPending)
	code := codeFor(t, s, a.RegistrationID)
	c.add(25 * time.Hour)
	if active, reason, err := s.Finish(t.Context(), a.RegistrationID, code); err != nil || active || reason != siak.ReasonCodeExpired {
		t.Errorf("late: active %v, reason %q, error %v", active, reason, err)
	}
	vs, _, err := d.client.Verdicts(t.Context(), 0)
	if err != nil || len(vs) != 3 {
		t.Fatalf("%d verdicts, error %v", len(vs), err)
	}
	wantVerdict(t, "log", vs[2], siak.Rejected, siak.ReasonCodeExpired)
	wantVerdict(t, "afterwards", d.submit(again()), siak.Accepted, "")
	finish(t, s, a.RegistrationID)
}

func TestRevokedRegistration(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	code, id := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
	claim, o := d.read(code, c.now())
	before := d.cache.trust.Version
	if err := s.RevokeRegistration(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	wantVerdict(t, "revoked since", d.submit(d.confirm(claim, o, c.now())), siak.Rejected, siak.Reason(siak.Revoked))
	d.cache.pull(t, d.client, d.id, 0)
	if _, got := d.read(code, c.now()); got != siak.Revoked || d.cache.trust.Version <= before {
		t.Errorf("read as %s at trust version %d after %d", got, d.cache.trust.Version, before)
	}
}

// A registry that is opened again goes on: keys, people, activations.
func TestReopen(t *testing.T) {
	c := newClock()
	dir := t.TempDir()
	var a siak.Activation
	var d *desk
	t.Run("before", func(t *testing.T) {
		s := open(t, sandbox.Options{Dir: dir, People: 80, Now: c.now})
		d = newDesk(t, serve(t, s), c.now)
		a, _ = d.activate(s)
	})
	s := open(t, sandbox.Options{Dir: dir, People: 9999, Seed: 5, Now: c.now})
	d.id.Address = serve(t, s)
	d.client = client(t, d.id, d.clientOptions())
	d.t = t
	wantVerdict(t, "handed in again", d.submit(a), siak.Accepted, "")
	finish(t, s, a.RegistrationID)
	people := len(d.cache.people)
	d.cache.pull(t, d.client, d.id, 0)
	if len(d.cache.people) != people {
		t.Errorf("%d people, before %d", len(d.cache.people), people)
	}
}
