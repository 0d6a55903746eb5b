package sandbox_test

import (
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

// Made-up citizens are reached over the network without any enrolment.
func TestTrainingService(t *testing.T) {
	c, _, d := world(t, sandbox.Options{})
	tr, err := registry.DialTraining(d.id.Address, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tr.Close() }()

	phone, err := tr.ShowPhone(t.Context(), registry.PhoneRequest{Outcome: siak.Eligible, Age: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	claim, o := d.read(phone.Code, c.now())
	if o != siak.Eligible || claim.RegistrationID != phone.RegistrationID || !claim.PresentedAt.Equal(c.now().Add(-10*time.Second)) {
		t.Errorf("%s, registration %q, presented at %v", o, phone.RegistrationID, claim.PresentedAt)
	}
	if active, reason, err := tr.FinishActivation(t.Context(), phone.RegistrationID, "1"); err != nil || active || reason != sandbox.ReasonNoActivation {
		t.Errorf("too early: active %v, reason %q, error %v", active, reason, err)
	}
	wantVerdict(t, "submitted", d.submit(d.confirm(claim, o, c.now())), siak.Accepted, "")

	mails, err := tr.ListMail(t.Context(), 0)
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, error %v", len(mails), err)
	}
	m := mails[0]
	if m.RegistrationID != phone.RegistrationID || m.Used || !m.Sent.Equal(c.now()) {
		t.Errorf("mail %d: used %v, sent %v", m.Seq, m.Used, m.Sent)
	}
	if active, reason, err := tr.FinishActivation(t.Context(), m.RegistrationID, m.Code); err != nil || !active {
		t.Errorf("finish: active %v, reason %q, error %v", active, reason, err)
	}
	if mails, err := tr.ListMail(t.Context(), m.Seq); err != nil || len(mails) != 0 {
		t.Errorf("%d later mails, error %v", len(mails), err)
	}
	_, err = tr.ShowPhone(t.Context(), registry.PhoneRequest{Outcome: "splendid"})
	wantKind(t, "an unknown outcome", err, siak.KindRefused)
}
