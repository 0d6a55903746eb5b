package sandbox_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server"
)

// TestDeactivate: the phone is unbound, the change goes out to the copies, the
// citizen can be activated again; the same id is answered the same.
func TestDeactivate(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 300, Now: c.now})
	d := newDesk(t, serve(t, s), c.now)
	a, v := d.activate(s)
	wantVerdict(t, "activate", v, siak.Accepted, "")
	if active, reason, err := s.Finish(t.Context(), a.RegistrationID, codeFor(t, s, a.RegistrationID)); !active || err != nil {
		t.Fatalf("finish: %s, %v", reason, err)
	}
	person, _, err := s.Resident(t.Context(), a.RegistrationID)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(q siak.Deactivation) siak.Answer {
		t.Helper()
		q.Officer = "petugas"
		c.add(time.Second)
		q.Presentation = d.shown(s, a.RegistrationID, c)
		answer, err := d.client.DeactivatePhone(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	another := siak.Deactivation{ID: siak.NewActivationID(), NIK: person.NIK, Reason: siak.PhoneLost, Phone: siak.Thumbprint{1}}
	if got := ask(another); got.Done || got.Reason != siak.ReasonAnotherPhone {
		t.Errorf("another phone: %+v", got)
	}
	q := siak.Deactivation{ID: siak.NewActivationID(), NIK: person.NIK, Reason: siak.PINForgotten}
	for range 2 {
		if got := ask(q); !got.Done {
			t.Errorf("%+v", got)
		}
	}
	d.cache.pull(t, d.client, d.id, 0)
	if now := d.cache.people[person.NIK]; !now.ActivePhone.IsZero() || now.Version <= person.Version {
		t.Error("the change did not go out")
	}
	q.ID = siak.NewActivationID()
	if got := ask(q); got.Done || got.Reason != siak.ReasonNotActive {
		t.Errorf("again: %+v", got)
	}
	claim, outcome := d.read(represent(t, s, a.RegistrationID, c), c.now())
	if outcome != siak.Eligible {
		t.Errorf("the same phone again: %s", outcome)
	}
	wantVerdict(t, "activated again", d.submit(d.confirm(claim, outcome, c.now())), siak.Accepted, "")

	nobody, err := siak.ParseNIK("3276064101909999")
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(siak.Deactivation{ID: siak.NewActivationID(), NIK: nobody, Reason: siak.PhoneLost}); got.Reason != siak.ReasonAnotherCitizen {
		t.Errorf("nobody: %+v", got)
	}
	all, err := s.Requests(t.Context(), d.id.StationID)
	if err != nil || len(all) != 4 || all[0].Officer != "petugas" || all[1].Why != "pin-forgotten" || all[1].Kind != server.RequestDeactivate || all[1].Person == 0 {
		t.Errorf("accounted for: %+v, %v", all, err)
	}
}

// TestCorrectEmail: an open code goes out again, to the new address, which is in
// no log.
func TestCorrectEmail(t *testing.T) {
	var log bytes.Buffer
	c := newClock()
	s := open(t, sandbox.Options{People: 300, Now: c.now, Log: slog.New(slog.NewJSONHandler(&log, nil))})
	d := newDesk(t, serve(t, s), c.now)
	early, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
	shown, _ := d.read(early, c.now())
	ask := func(registration, address string) siak.Answer {
		t.Helper()
		q := siak.EmailCorrection{
			ID: siak.NewActivationID(), RegistrationID: registration, Email: siak.Email(address), Officer: "petugas",
		}
		if registration == shown.RegistrationID {
			q.Presentation = shown.Presentation
		}
		answer, err := d.client.CorrectEmail(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	if got := ask(shown.RegistrationID, "sebelum@surel.invalid"); !got.Done || got.CodeSent {
		t.Errorf("before the activation: %+v", got)
	}
	a, _ := d.activate(s)
	if got := ask(a.RegistrationID, "bukan alamat"); got.Reason != siak.ReasonBadAddress {
		t.Errorf("no address: %+v", got)
	}
	if got := ask(a.RegistrationID, "warga.baru@surel.invalid"); !got.Done || !got.CodeSent {
		t.Errorf("%+v", got)
	}
	mails, err := s.Mail(t.Context(), 0)
	if err != nil || len(mails) != 2 || mails[0].Code != mails[1].Code || mails[1].To != "w•••@surel.invalid" {
		t.Errorf("mails %+v, %v", mails, err)
	}
	if active, _, err := s.Finish(t.Context(), a.RegistrationID, mails[1].Code); !active || err != nil {
		t.Errorf("finish: %v", err)
	}
	if got := ask(a.RegistrationID, "terlambat@surel.invalid"); got.Reason != siak.ReasonAlreadyActive {
		t.Errorf("active already: %+v", got)
	}
	_, err = d.client.CorrectEmail(t.Context(), siak.EmailCorrection{
		ID: siak.NewActivationID(), RegistrationID: "R-0", Email: "a@surel.invalid", Officer: "petugas",
	})
	wantKind(t, "nobody, and nobody's phone", err, siak.KindNotPermitted)
	if text := log.String(); strings.Contains(text, "surel") || !strings.Contains(text, "request answered") {
		t.Error("the log has an address, or nothing")
	}
}

// shown is what a registration's phone shows now.
func (d *desk) shown(s *sandbox.Sandbox, registration string, c *clock) []byte {
	d.t.Helper()
	presentation, err := credential.PresentationOf(represent(d.t, s, registration, c))
	if err != nil {
		d.t.Fatal(err)
	}
	return presentation
}

// TestManualService is accounted for, by its id once.
func TestManualService(t *testing.T) {
	s := open(t, sandbox.Options{People: 300})
	addr := serve(t, s)
	d := newDesk(t, addr, time.Now)
	_, other := enrol(t, addr, registry.Options{})
	var somebody siak.Resident
	for _, r := range d.cache.people {
		somebody = r
		break
	}
	m := siak.ManualService{ID: siak.NewActivationID(), NIK: somebody.NIK, Reason: siak.NoPhone, Officer: "petugas"}
	for range 3 {
		if got, err := d.client.RecordManualService(t.Context(), m); err != nil || !got.Done {
			t.Errorf("%+v, %v", got, err)
		}
	}
	_, err := other.RecordManualService(t.Context(), m)
	wantKind(t, "another station with the same id", err, siak.KindRefused)
	_, err = d.client.DeactivatePhone(t.Context(), siak.Deactivation{ID: m.ID, NIK: m.NIK, Reason: siak.PhoneLost, Officer: "petugas"})
	wantKind(t, "another request with the same id", err, siak.KindRefused)
	for what, bad := range map[string]siak.ManualService{
		"no officer": {ID: m.ID, NIK: m.NIK, Reason: siak.NoPhone},
		"no reason":  {ID: m.ID, NIK: m.NIK, Officer: "petugas"},
	} {
		_, err := d.client.RecordManualService(t.Context(), bad)
		wantKind(t, what, err, siak.KindRefused)
	}
	if all, err := s.Requests(t.Context(), d.id.StationID); err != nil || len(all) != 1 {
		t.Errorf("accounted for: %+v, %v", all, err)
	}
}
