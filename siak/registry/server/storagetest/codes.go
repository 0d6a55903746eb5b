package storagetest

import (
	"strings"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
)

// testCodes: no activation code stands in the storage in clear, whoever reads it; the
// code still makes the IKD active, through a rotation of its key too.
func testCodes(t *testing.T, replicas Replicas) {
	s, c := replicas(t)(), NewClock()
	w := NewHarness(t, s, c)
	p, d := w.NewCitizens(t, 0, 1)[0], w.NewStation(t)
	wantVerdict(t, "confirmed", w.Submit(t, d, d.Activation(t, w, p))[0], siak.Accepted, "")
	code := w.code(t, p.RegistrationID)
	if len(code) != 8 || strings.Trim(code, "0123456789") != "" {
		t.Fatalf("the mailbox has %q", code)
	}
	read(t, s, func(tx server.Tx) error {
		a, _, err := tx.Latest(p.RegistrationID)
		if keys.IsPlainCode(a.Code) || strings.Contains(a.Code, code) {
			t.Errorf("an activation's code is kept as %q", a.Code)
		}
		m, found, err2 := tx.LastMail(a.ID)
		if !found || err2 != nil || keys.IsPlainCode(m.Code) || strings.Contains(m.Code, code) {
			t.Errorf("a mail's code is kept as %q, %v", m.Code, err2)
		}
		return err
	})
	if _, err := w.Registry.Rotate(t.Context(), keys.Code, c.Now()); err != nil {
		t.Fatal(err)
	}
	if w.code(t, p.RegistrationID) != code {
		t.Error("the mailbox has another code after a rotation")
	}
	wrong := "0" + code[1:]
	if wrong == code {
		wrong = "1" + code[1:]
	}
	if active, reason, err := w.Registry.Finish(t.Context(), p.RegistrationID, wrong); active || reason != server.ReasonWrongCode || err != nil {
		t.Errorf("a wrong code: %v, %q, %v", active, reason, err)
	}
	if active, _, err := w.Registry.Finish(t.Context(), p.RegistrationID, code); !active || err != nil {
		t.Errorf("the code: %v, %v", active, err)
	}
}
