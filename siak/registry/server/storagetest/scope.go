package storagetest

import (
	"slices"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/scope"
)

// midday moves the clock to the next Wednesday noon in the office's legal time, so
// that no alarm of the hours comes between.
func (w *Harness) midday() {
	now := w.Clock.Now().In(home.Zone())
	noon := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, home.Zone())
	w.Clock.set(noon.AddDate(0, 0, int(7+time.Wednesday-noon.Weekday())%7))
}

func wantKind(t *testing.T, what string, err error, want siak.Kind) {
	t.Helper()
	if siak.KindOf(err) != want {
		t.Errorf("%s: error %v, want kind %s", what, err, want)
	}
}

// Grants are given, listed and taken, and an invitation keeps its own.
func testGrants(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	d, ctx := w.NewStation(t), t.Context()
	for _, g := range []scope.Grant{"31", "327606", scope.LookUpByNIK, "31"} {
		if err := w.Registry.Grant(ctx, d.ID, g); err != nil {
			t.Fatal(err)
		}
	}
	wantKind(t, "nobody", w.Registry.Grant(ctx, "S-0", "31"), siak.KindNotFound)
	gs, err := w.Registry.Grants(ctx, d.ID)
	if wantSame(t, "grants", scope.Grants{"31", "3276", "327606", scope.LookUpByNIK}, gs); err != nil {
		t.Error(err)
	}
	if err := w.Registry.Ungrant(ctx, d.ID, "3276"); err != nil {
		t.Error(err)
	}
	wantKind(t, "taken already", w.Registry.Ungrant(ctx, d.ID, "3276"), siak.KindNotFound)
	gs, _ = w.Registry.Grants(ctx, d.ID)
	if gs.Covers(home) || !gs.Covers(next) || !gs.Covers(elsewhere) {
		t.Errorf("left are %v", gs)
	}
	now := w.Clock.Now()
	i := server.Invitation{Number: "GRT", Salt: []byte{1}, Hash: []byte{2}, Grants: scope.Grants{"3276", scope.LookUpByNIK}, Made: now, Until: now.Add(time.Hour)}
	write(t, w.Store, func(tx server.Tx) error {
		_, err := tx.AddInvitation(i, now)
		return err
	})
	read(t, w.Store, func(tx server.Tx) error {
		got, _, err := tx.Invitation("GRT")
		wantSame(t, "an invitation", i, got)
		return err
	})
}

// lookUp asks for a citizen with what a phone shows.
func (w *Harness) lookUp(t *testing.T, d Station, nik siak.NIK, claim siak.Claim) (found bool, err error) {
	t.Helper()
	r, found, err := w.Registry.LookUp(t.Context(), d.Caller, siak.LookUp{
		NIK: nik, RegistrationID: claim.RegistrationID, Presentation: claim.Presentation, Officer: "petugas",
	})
	if found != (r.NIK == nik) {
		t.Errorf("found %v, and somebody else", found)
	}
	return found, err
}

// A look-up needs a fresh presentation of a registration of that NIK, or a right
// and a purpose.
func testLookUps(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d, ctx := w.NewCitizens(t, 0, 3), w.NewStation(t), t.Context()
	if found, err := w.lookUp(t, d, c[0].NIK, c[0].Present(t, w)); err != nil || !found {
		t.Errorf("found %v, error %v", found, err)
	}
	old, altered := c[0].Present(t, w), c[0].Present(t, w)
	w.Clock.Add(5 * time.Minute)
	altered.Presentation[len(altered.Presentation)-1] ^= 1
	if err := w.Registry.RevokeRegistration(ctx, c[2].RegistrationID); err != nil {
		t.Fatal(err)
	}
	mixed := c[0].Present(t, w)
	mixed.RegistrationID = c[1].RegistrationID
	for what, claim := range map[string]siak.Claim{
		"none": {}, "a registration alone": {RegistrationID: c[0].RegistrationID},
		"an old one": old, "an altered one": altered, "another's": c[1].Present(t, w), "another's registration": mixed,
		"rubbish": {Presentation: []byte{0xd2, 0x84, 0x40}},
	} {
		_, err := w.lookUp(t, d, c[0].NIK, claim)
		wantKind(t, what, err, siak.KindNotPermitted)
	}
	_, err := w.lookUp(t, d, c[2].NIK, c[2].Present(t, w))
	wantKind(t, "revoked", err, siak.KindNotPermitted)
	w.wantByNIK(t, d, c[1].NIK)
	wantResults(t, w, c[0].NIK, scope.Given, scope.NoPresentation, scope.NoPresentation, string(siak.Expired),
		string(siak.BadSignature), string(siak.Malformed), string(siak.ReasonAnotherCitizen), string(siak.ReasonAnotherCitizen))
}

// wantByNIK: a look-up by NIK alone needs the right.
func (w *Harness) wantByNIK(t *testing.T, d Station, nik siak.NIK) {
	t.Helper()
	l := siak.LookUp{NIK: nik, Officer: "petugas", Purpose: siak.ForManualService}
	_, _, err := w.Registry.LookUp(t.Context(), d.Caller, l)
	wantKind(t, "by NIK, without the right", err, siak.KindNotPermitted)
	if err := w.Registry.Grant(t.Context(), d.ID, scope.LookUpByNIK); err != nil {
		t.Fatal(err)
	}
	if r, found, err := w.Registry.LookUp(t.Context(), d.Caller, l); err != nil || !found || r.NIK != nik {
		t.Errorf("by NIK: found %v, error %v", found, err)
	}
	wantResults(t, w, nik, scope.NoRight, scope.Given)
}

// wantResults: so ended what was asked about a person, in whatever order.
func wantResults(t *testing.T, w *Harness, nik siak.NIK, want ...string) {
	t.Helper()
	l, err := w.Registry.WhoLooked(t.Context(), nik)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range l.Accesses {
		got = append(got, a.Result)
		if a.Station == "" || a.Officer == "" && a.Kind != scope.Activation {
			t.Errorf("%+v is nobody's", a)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	wantSame(t, "who looked", want, got)
}

// activated is a citizen whose phone is active.
func (w *Harness) activated(t *testing.T, d Station, c Citizen) {
	t.Helper()
	wantVerdict(t, "activate", w.Submit(t, d, d.Activation(t, w, c))[0], siak.Accepted, "")
	if active, reason, err := w.Registry.Finish(t.Context(), c.RegistrationID, w.code(t, c.RegistrationID)); err != nil || !active {
		t.Fatalf("finish: %q, %v", reason, err)
	}
}

// A phone is unbound for who shows another phone of the citizen, whose face was
// matched, and for nobody else; the old address is told.
func testDeactivation(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d, ctx := w.NewCitizens(t, 0, 2), w.NewStation(t), t.Context()
	w.activated(t, d, c[0])
	ask := func(presentation []byte) (siak.Answer, error) {
		return w.Registry.Deactivate(ctx, d.ID, siak.Deactivation{
			ID: siak.NewActivationID(), NIK: c[0].NIK, Reason: siak.PhoneLost, Officer: "petugas", Presentation: presentation,
		})
	}
	_, err := ask(nil)
	wantKind(t, "without a presentation", err, siak.KindNotPermitted)
	for want, by := range map[siak.Reason]Citizen{
		siak.ReasonAnotherCitizen:      c[1],
		siak.Reason(siak.FaceMismatch): w.PhoneWithFace(t, c[0], siak.FaceNotMatched),
		siak.ReasonCentralCheck:        w.PhoneWithFace(t, c[0], siak.FacePending),
	} {
		if a, err := ask(by.Present(t, w).Presentation); err != nil || a.Done || a.Reason != want {
			t.Errorf("%+v, error %v, want %s", a, err, want)
		}
	}
	phone := w.AnotherPhone(t, c[0])
	late := phone.Present(t, w).Presentation
	w.Clock.Add(10 * time.Minute)
	if a, err := ask(late); err != nil || a.Done || a.Reason != siak.Reason(siak.Expired) {
		t.Errorf("late: %+v, error %v", a, err)
	}
	if r, _, err := w.Registry.Resident(ctx, c[0].RegistrationID); err != nil || r.ActivePhone.IsZero() {
		t.Errorf("unbound all the same, error %v", err)
	}
	if a, err := ask(phone.Present(t, w).Presentation); err != nil || !a.Done {
		t.Errorf("%+v, error %v", a, err)
	}
	ns, err := w.Registry.Notices(ctx, 0)
	if err != nil || len(ns) != 1 || ns[0].What != scope.PhoneDeactivated || ns[0].Registration != c[0].RegistrationID || ns[0].To == "" {
		t.Errorf("notices %+v, error %v", ns, err)
	}
}

// An address is corrected for who shows the phone, or by the station that
// activated it within the day; both addresses are told.
func testAddress(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, own, other, ctx := w.NewCitizens(t, 0, 2), w.NewStation(t), w.NewStation(t), t.Context()
	wantVerdict(t, "activate", w.Submit(t, own, own.Activation(t, w, c[0]))[0], siak.Accepted, "")
	ask := func(d Station, address string, presentation []byte) (siak.Answer, error) {
		return w.Registry.CorrectEmail(ctx, d.ID, siak.EmailCorrection{
			ID: siak.NewActivationID(), RegistrationID: c[0].RegistrationID, Email: siak.Email(address), Officer: "petugas", Presentation: presentation,
		})
	}
	_, err := ask(other, "pencuri@surel.invalid", nil)
	wantKind(t, "another station", err, siak.KindNotPermitted)
	if a, err := ask(other, "pencuri@surel.invalid", c[1].Present(t, w).Presentation); err != nil || a.Reason != siak.ReasonAnotherCitizen {
		t.Errorf("another's phone: %+v, error %v", a, err)
	}
	if a, err := ask(own, "satu@surel.invalid", nil); err != nil || !a.Done || !a.CodeSent {
		t.Errorf("its own station: %+v, error %v", a, err)
	}
	if a, err := ask(other, "dua@surel.invalid", c[0].Present(t, w).Presentation); err != nil || !a.Done {
		t.Errorf("with the phone: %+v, error %v", a, err)
	}
	w.Clock.Add(25 * time.Hour)
	_, err = ask(own, "tiga@surel.invalid", nil)
	wantKind(t, "a day later", err, siak.KindNotPermitted)
	ns, err := w.Registry.Notices(ctx, 0)
	var to []string
	for _, n := range ns {
		if to = append(to, n.To); n.What != scope.AddressChanged || n.Registration != c[0].RegistrationID {
			t.Errorf("%+v", n)
		}
	}
	if wantSame(t, "told", []string{"w•••@surel.invalid", "s•••@surel.invalid", "s•••@surel.invalid", "d•••@surel.invalid"}, to); err != nil {
		t.Error(err)
	}
	if some, err := w.Registry.Notices(ctx, ns[2].Seq); err != nil || len(some) != 1 {
		t.Errorf("%d after the third, error %v", len(some), err)
	}
}

// A quota is of a station, an officer and 24 hours, and what is refused counts.
func testQuotas(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	w.midday()
	c, d, ctx := w.NewCitizens(t, 0, 1), w.NewStation(t), t.Context()
	for name, value := range map[string]int{"look-ups-station": 4, "look-ups-officer": 3, "rows-station": 0, "requests-officer": 1} {
		if err := w.Registry.SetLimit(ctx, name, value); err != nil {
			t.Fatal(err)
		}
	}
	wantKind(t, "no such limit", w.Registry.SetLimit(ctx, "look-ups", 1), siak.KindRefused)
	wantKind(t, "out of bounds", w.Registry.SetLimit(ctx, "office-to", 25), siak.KindRefused)
	ask := func(officer string) error {
		_, _, err := w.Registry.LookUp(ctx, d.Caller, siak.LookUp{NIK: c[0].NIK, RegistrationID: "R-0", Officer: officer})
		return err
	}
	for range 3 {
		wantKind(t, "within the quota", ask("petugas"), siak.KindNotPermitted)
		w.Clock.Add(time.Minute)
	}
	wantKind(t, "the officer's is used up", ask("petugas"), siak.KindUnknown)
	wantKind(t, "another officer", ask("lain"), siak.KindNotPermitted)
	wantKind(t, "the station's is used up", ask("ketiga"), siak.KindUnknown)
	w.Clock.Add(24*time.Hour - 3*time.Minute)
	wantKind(t, "a day after the first", ask("petugas"), siak.KindNotPermitted)
	wantKind(t, "and not after the second", ask("petugas"), siak.KindUnknown)
	manual := siak.ManualService{ID: siak.NewActivationID(), NIK: c[0].NIK, Reason: siak.NoPhone, Officer: "petugas"}
	for range 2 { // the same id is no second request
		if a, err := w.Registry.RecordManual(ctx, d.ID, manual); err != nil || !a.Done {
			t.Errorf("%+v, error %v", a, err)
		}
	}
	manual.ID = siak.NewActivationID()
	_, err := w.Registry.RecordManual(ctx, d.ID, manual)
	wantKind(t, "a second request", err, siak.KindUnknown)
	w.wantAlarms(t, scope.AlarmQuota)
}

// wantAlarms: these were raised, and no others.
func (w *Harness) wantAlarms(t *testing.T, want ...scope.AlarmKind) {
	t.Helper()
	all, err := w.Registry.Alarms(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[scope.AlarmKind]bool{}
	for _, a := range all {
		if got[a.Kind] = true; a.Station == "" || a.Count == 0 || a.First.After(a.Last) || a.First.IsZero() {
			t.Errorf("%+v", a)
		}
	}
	wanted := map[scope.AlarmKind]bool{}
	for _, k := range want {
		wanted[k] = true
	}
	wantSame(t, "alarms", wanted, got)
}

// What is unusual raises its alarm, and only that.
func testAlarms(t *testing.T, replicas Replicas) {
	fresh := func() (*Harness, Station) {
		w := NewHarness(t, replicas(t)(), NewClock())
		w.midday()
		return w, w.NewStation(t)
	}
	look := func(w *Harness, d Station, c Citizen) {
		if found, err := w.lookUp(t, d, c.NIK, c.Present(t, w)); err != nil || !found {
			t.Errorf("found %v, error %v", found, err)
		}
	}
	w, d := fresh()
	c := w.NewCitizens(t, 0, 12)
	look(w, d, c[0])
	w.wantAlarms(t)
	w.Clock.Add(12 * time.Hour) // midnight
	look(w, d, c[0])
	w.wantAlarms(t, scope.AlarmHours)

	w, d = fresh()
	for _, one := range w.NewCitizens(t, 0, 12) {
		look(w, d, one)
		w.Clock.Add(time.Minute)
	}
	w.Clock.Add(time.Hour)
	look(w, d, w.NewCitizens(t, 20, 1)[0])
	w.wantAlarms(t, scope.AlarmUnused)

	w, d = fresh()
	c = w.NewCitizens(t, 0, 7)
	for i, one := range c {
		w.wantAlarms(t)
		if look(w, d, one); i < len(c)-1 {
			w.Clock.Add(9 * time.Second)
		}
	}
	w.wantAlarms(t, scope.AlarmPace)

	w, d = fresh()
	var subs []server.Submission
	for _, one := range w.NewCitizens(t, 0, 7) {
		subs = append(subs, d.Activation(t, w, one))
	}
	w.Submit(t, d, subs[:6]...)
	w.wantAlarms(t)
	w.Submit(t, d, subs[6:]...)
	w.wantAlarms(t, scope.AlarmPace)
	testShared(t, w, d)
}

// testShared: one phone for two people, one address for five.
func testShared(t *testing.T, w *Harness, d Station) {
	w.Clock.Add(time.Hour)
	c := w.NewCitizens(t, 20, 5)
	var shared Citizen
	write(t, w.Store, func(tx server.Tx) error {
		key, err := credential.GenerateKey(credential.ES256)
		if err != nil {
			return err
		}
		if _, err := w.registerKey(tx, Citizen{Person: c[0].Person}, key, 0); err != nil {
			return err
		}
		shared, err = w.registerKey(tx, Citizen{Person: c[1].Person, face: siak.FaceMatched}, key, 0)
		return err
	})
	if found, err := w.lookUp(t, d, c[1].NIK, shared.Present(t, w)); err != nil || !found {
		t.Errorf("found %v, error %v", found, err)
	}
	w.wantAlarms(t, scope.AlarmPace, scope.AlarmPhone)
	for i, one := range c {
		w.Clock.Add(time.Minute)
		a, err := w.Registry.CorrectEmail(t.Context(), d.ID, siak.EmailCorrection{
			ID: siak.NewActivationID(), RegistrationID: one.RegistrationID, Email: "semua@surel.invalid", Officer: "petugas",
			Presentation: one.Present(t, w).Presentation,
		})
		if err != nil || !a.Done {
			t.Errorf("%+v, error %v", a, err)
		}
		if i == len(c)-2 {
			w.wantAlarms(t, scope.AlarmPace, scope.AlarmPhone)
		}
	}
	w.wantAlarms(t, scope.AlarmPace, scope.AlarmPhone, scope.AlarmAddress)
}

// Who looked at somebody is answered for all that is kept: in vain too, and what
// stations copied where the person lived.
func testWhoLooked(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d, ctx := w.NewCitizens(t, 0, 1)[0], w.NewStation(t), t.Context()
	nobody := person(t, 99, home, 0).NIK
	_, err := w.lookUp(t, d, nobody, siak.Claim{})
	wantKind(t, "nobody", err, siak.KindNotPermitted)
	wantResults(t, w, nobody, scope.NoPresentation)
	w.activated(t, d, c)
	wantResults(t, w, c.NIK, string(siak.Active))
	day := scope.Day(w.Clock.Now())
	one := scope.Copied{
		Station: d.ID, Region: home, Day: day, From: 3, To: 5, Rows: 2, First: w.Clock.Now(), Last: w.Clock.Now(),
	}
	more := one
	more.From, more.To, more.Rows, more.Last = 5, 9, 4, w.Clock.Now().Add(time.Second)
	file := one
	file.Station, file.ByFile, file.Region = "S-2", true, next
	write(t, w.Store, func(tx server.Tx) error {
		for i, c := range []scope.Copied{one, more, file} {
			if rows, err := tx.AddCopied(c); err != nil || rows != []int{2, 6, 0}[i] {
				t.Errorf("%d rows of the day, error %v", rows, err)
			}
		}
		return nil
	})
	if err := w.Registry.Change(ctx, c.NIK, func(r *siak.Resident) { r.District = next }); err != nil {
		t.Fatal(err)
	}
	one.To, one.Rows, one.Last = 9, 6, more.Last
	l, err := w.Registry.WhoLooked(ctx, c.NIK)
	slices.SortFunc(l.Copies, func(a, b scope.Copied) int { return int(b.From) - int(a.From) + len(b.Station) - len(a.Station) })
	if wantSame(t, "copies of both partitions", []scope.Copied{one, file}, l.Copies); err != nil {
		t.Error(err)
	}
	w.Clock.Add(2 * 24 * time.Hour)
	if err := w.Registry.SetLimit(ctx, "retention-in-days", 1); err != nil {
		t.Fatal(err)
	}
	if err := w.Registry.ForgetAccesses(ctx); err != nil {
		t.Fatal(err)
	}
	wantResults(t, w, nobody)
	if l, err := w.Registry.WhoLooked(ctx, c.NIK); err != nil || len(l.Copies) != 0 {
		t.Errorf("%d copies after the retention, error %v", len(l.Copies), err)
	}
}
