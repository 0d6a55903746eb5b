package store

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/storetest"
)

// held confirms an activation and has it held for a reason.
func held(t *testing.T, s *Store, n int, at time.Time, r siak.Reason) siak.Activation {
	t.Helper()
	a := confirm(t, s.Ledger, storetest.Confirmed(n, at))
	changed, err := s.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: siak.Held, Reason: r})
	storetest.OK(t, err)
	if !changed {
		t.Fatal("not held")
	}
	return a
}

func TestHeldOfAnyDay(t *testing.T) {
	s, c := create(t, t.TempDir(), quick()), storetest.NewClock()
	old := held(t, s, 1, c.At.AddDate(0, 0, -9), siak.ReasonCentralCheck)
	confirm(t, s.Ledger, storetest.Confirmed(2, c.At))
	young := held(t, s, 3, c.At, siak.ReasonNotTaken)
	all, err := s.Ledger.Held(t.Context())
	storetest.OK(t, err)
	if len(all) != 2 || all[0].ID != young.ID || all[1].ID != old.ID || all[1].Reason != siak.ReasonCentralCheck {
		t.Fatalf("%d are held", len(all))
	}
}

// Only what the registry gave no verdict on goes back into the queue, and is due
// at once under the same ID; only what will never get through is closed.
func TestReleaseAndGiveUp(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	for i, r := range siak.HeldReasons() {
		a := held(t, s, 2*i, now, r)
		got, err := s.Ledger.Release(t.Context(), a.ID)
		if r.Retryable() {
			storetest.OK(t, err)
			if got.State != siak.Queued || got.Reason != "" || got.NextTry.IsZero() || got.Name != a.Name {
				t.Errorf("%s: released as %s, %q", r, got.State, got.Reason)
			}
			due, err := s.Ledger.Due(t.Context(), time.Now().Add(time.Minute), 10)
			storetest.OK(t, err)
			if !slices.ContainsFunc(due, func(d siak.Activation) bool { return d.ID == a.ID }) {
				t.Errorf("%s: not due", r)
			}
		} else if siak.KindOf(err) != siak.KindNotOnHold {
			t.Errorf("%s: released, %v", r, err)
		}
		b := held(t, s, 2*i+1, now, r)
		got, err = s.Ledger.GiveUp(t.Context(), b.ID)
		if !r.Renewable() {
			if siak.KindOf(err) != siak.KindNotOnHold {
				t.Errorf("%s: closed, %v", r, err)
			}
			continue
		}
		storetest.OK(t, err)
		if got.State != siak.Rejected || got.Reason != siak.ReasonGivenUp {
			t.Errorf("%s: closed as %s, %q", r, got.State, got.Reason)
		}
		again := storetest.Confirmed(100+i, now)
		again.RegistrationID = b.RegistrationID
		confirm(t, s.Ledger, again)
	}
	report, err := VerifyAudit(t.Context(), filepath.Dir(s.ledgerFile.Path))
	storetest.OK(t, err)
	if !report.Sound() {
		t.Errorf("row %d of the audit: %s", report.Bad, report.Problem)
	}
	rows, err := s.AuditRows(t.Context(), 0, 1000)
	storetest.OK(t, err)
	var undone []string
	for _, r := range rows {
		if r.Act == audit.ActUndo {
			undone = append(undone, r.Subject+" "+string(r.State))
		}
	}
	slices.Sort(undone)
	if want := []string{"confirm rejected", "confirm rejected", "confirm rejected", "confirm rejected", "confirm rejected", "confirm rejected", "hold queued", "hold queued"}; !slices.Equal(undone, want) {
		t.Errorf("accounted for as %q", undone)
	}
}

func TestOnlyWhatIsHeldIsReleased(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	a := held(t, s, 1, now, siak.ReasonNotTaken)
	_, err := s.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: siak.Accepted})
	storetest.OK(t, err)
	for name, undo := range map[string]func() error{
		"release": func() error { _, err := s.Ledger.Release(t.Context(), a.ID); return err },
		"give up": func() error { _, err := s.Ledger.GiveUp(t.Context(), a.ID); return err },
	} {
		if err := undo(); siak.KindOf(err) != siak.KindNotOnHold {
			t.Errorf("%s of what the registry accepted meanwhile: %v", name, err)
		}
	}
	if _, err := s.Ledger.Release(t.Context(), siak.NewActivationID()); siak.KindOf(err) != siak.KindNotFound {
		t.Errorf("of none: %v", err)
	}
}
