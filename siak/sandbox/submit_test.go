package sandbox_test

import (
	"testing"

	"ikd/station/siak/sandbox"
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
