package runtime

import (
	"errors"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/store"
)

// TestSignOutIsInTheAudit: also that of a command, and that of a station whose
// workers never ran.
func TestSignOutIsInTheAudit(t *testing.T) {
	l := newLaptop(t, sandbox.Options{})
	l.close(l.open(Options{}))
	failed := errors.New("the work failed")
	err := WithStore(t.Context(), l.dir, "", []byte(officerPassphrase), func(*store.Store) error { return failed })
	if !errors.Is(err, failed) {
		t.Errorf("%v, want what the work failed with", err)
	}
	err = WithStore(t.Context(), l.dir, "", []byte(officerPassphrase), func(s *store.Store) error {
		rows, err := s.AuditRows(t.Context(), 0, 100)
		in, out := 0, 0
		for _, r := range rows {
			switch r.Act {
			case store.ActSignIn:
				in++
			case store.ActSignOut:
				out++
			}
		}
		if in != 3 || out != 2 {
			t.Errorf("%d sign-ins and %d sign-outs, want 3 and 2", in, out)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOneProgramAtATime: a command does not open a folder that another program has.
func TestOneProgramAtATime(t *testing.T) {
	l := newLaptop(t, sandbox.Options{})
	l.close(l.open(Options{}))
	err := Exclusive(l.dir, func() error {
		return WithStore(t.Context(), l.dir, "", []byte(officerPassphrase), func(*store.Store) error { return nil })
	})
	if siak.KindOf(err) != siak.KindBusy {
		t.Errorf("%v, want %s", err, siak.KindBusy)
	}
}
