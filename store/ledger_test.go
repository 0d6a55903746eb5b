package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ikd/station/siak"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// sameActivation compares all of an activation, the NIK included.
var sameActivation = []cmp.Option{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b siak.NIK) bool { return a == b })}

func confirm(t *testing.T, l *ledger.Ledger, a siak.Activation) siak.Activation {
	t.Helper()
	storetest.OK(t, l.Confirm(t.Context(), a))
	return a
}

func TestConfirmComesBack(t *testing.T) {
	dir, c := t.TempDir(), storetest.NewClock()
	options := quick()
	options.Now = c.Now
	s := create(t, dir, options)
	want := confirm(t, s.Ledger, storetest.Confirmed(1, c.At))
	want.State, want.NextTry, want.UpdatedAt = siak.Queued, c.At, c.At
	closeStore(t, s)

	l := reopen(t, dir, options).Ledger
	for name, find := range map[string]func() (siak.Activation, bool, error){
		"by presentation": func() (siak.Activation, bool, error) { return l.Used(t.Context(), want.PresentationID) },
		"by registration": func() (siak.Activation, bool, error) { return l.OpenActivation(t.Context(), want.RegistrationID) },
		"as due": func() (siak.Activation, bool, error) {
			due, err := l.Due(t.Context(), c.At, 10)
			return due[0], len(due) == 1, err
		},
		"as listed": func() (siak.Activation, bool, error) {
			all, err := l.Activations(t.Context(), c.At)
			return all[0], len(all) == 1, err
		},
	} {
		got, found, err := find()
		storetest.OK(t, err)
		if diff := cmp.Diff(want, got, sameActivation...); diff != "" || !found {
			t.Errorf("%s: %v %s", name, found, diff)
		}
	}
	_, found, err := l.Used(t.Context(), siak.PresentationID{99})
	storetest.OK(t, err)
	_, open, err := l.OpenActivation(t.Context(), "another")
	storetest.OK(t, err)
	if found || open {
		t.Fatal("found what was never confirmed")
	}
}

func TestConfirmOnce(t *testing.T) {
	for name, change := range map[string]func(again, first *siak.Activation){
		"presentation": func(again, first *siak.Activation) { again.PresentationID = first.PresentationID },
		"registration": func(again, first *siak.Activation) { again.RegistrationID = first.RegistrationID },
		"id":           func(again, first *siak.Activation) { again.ID = first.ID },
	} {
		t.Run(name, func(t *testing.T) {
			s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
			first, again := confirm(t, s.Ledger, storetest.Confirmed(1, now)), storetest.Confirmed(2, now)
			change(&again, &first)
			rows := auditRows(t, s)
			storetest.WantKind(t, s.Ledger.Confirm(t.Context(), again), siak.KindReplayed)
			if n, err := s.Ledger.Waiting(t.Context()); err != nil || n != 1 {
				t.Fatalf("%d waiting (%v)", n, err)
			}
			// Nothing of the refused one stays: neither its mark nor its audit row.
			if name != "presentation" {
				if _, used, err := s.Ledger.Used(t.Context(), again.PresentationID); used || err != nil {
					t.Fatalf("its presentation is marked (%v)", err)
				}
			}
			if auditRows(t, s) != rows {
				t.Fatal("it has an audit row")
			}
		})
	}
}

func auditRows(t *testing.T, s *Store) int64 {
	t.Helper()
	report, err := s.Audit.Verify(t.Context())
	storetest.OK(t, err)
	if !report.Sound() {
		t.Fatalf("audit: %+v", report)
	}
	return report.Rows
}

func TestRejectedRegistrationMayComeAgain(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	first := confirm(t, s.Ledger, storetest.Confirmed(1, now))
	changed, err := s.Ledger.Settle(t.Context(), siak.Verdict{ID: first.ID, State: siak.Rejected, Reason: siak.ReasonCodeExpired})
	storetest.OK(t, err)
	if !changed {
		t.Fatal("not rejected")
	}
	_, found, err := s.Ledger.OpenActivation(t.Context(), first.RegistrationID)
	storetest.OK(t, err)
	if found {
		t.Fatal("a rejected activation is open")
	}
	again := storetest.Confirmed(2, now)
	again.RegistrationID = first.RegistrationID
	confirm(t, s.Ledger, again)
	// The presentation of the rejected one stays used.
	third := storetest.Confirmed(3, now)
	third.PresentationID = first.PresentationID
	storetest.WantKind(t, s.Ledger.Confirm(t.Context(), third), siak.KindReplayed)
}

func TestConfirmRefusesTheIncomplete(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	for name, spoil := range map[string]func(*siak.Activation){
		"id":           func(a *siak.Activation) { a.ID = siak.ActivationID{} },
		"registration": func(a *siak.Activation) { a.RegistrationID = "" },
		"presentation": func(a *siak.Activation) { a.PresentationID = siak.PresentationID{} },
		"NIK":          func(a *siak.Activation) { a.NIK = siak.NIK{} },
	} {
		a := storetest.Confirmed(1, now)
		spoil(&a)
		if err := s.Ledger.Confirm(t.Context(), a); siak.KindOf(err) != siak.KindBadValue {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettleGoesForward(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	a := confirm(t, s.Ledger, storetest.Confirmed(1, now))
	for _, step := range []struct {
		state   siak.State
		changed bool
	}{
		{siak.Held, true},
		{siak.Held, false},
		{siak.Accepted, true},
		{siak.Held, false},
		{siak.Active, true},
		{siak.Rejected, false},
		{siak.Accepted, false},
	} {
		rows := auditRows(t, s)
		changed, err := s.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: step.state})
		storetest.OK(t, err)
		if changed != step.changed || auditRows(t, s) != rows+map[bool]int64{true: 1}[changed] {
			t.Fatalf("%s: changed %v", step.state, changed)
		}
	}
	counts, err := s.Ledger.Counts(t.Context(), now)
	storetest.OK(t, err)
	if diff := cmp.Diff(map[siak.State]int{siak.Active: 1}, counts); diff != "" {
		t.Fatal(diff)
	}
	changed, err := s.Ledger.Settle(t.Context(), siak.Verdict{ID: siak.NewActivationID(), State: siak.Active})
	if changed || err != nil {
		t.Fatalf("settled what is not there (%v)", err)
	}
	_, err = s.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: siak.Queued})
	storetest.WantKind(t, err, siak.KindBadReply)
}

func TestSettleAll(t *testing.T) {
	dir, now := t.TempDir(), storetest.NewClock().At
	s := create(t, dir, quick())
	a, b := confirm(t, s.Ledger, storetest.Confirmed(1, now)), confirm(t, s.Ledger, storetest.Confirmed(2, now))
	changed, err := s.Ledger.SettleAll(t.Context(), []siak.Verdict{
		{ID: a.ID, State: siak.Accepted, Seq: 3},
		{ID: a.ID, State: siak.Active, Seq: 4},
		{ID: siak.NewActivationID(), State: siak.Active, Seq: 5},
		{ID: b.ID, State: siak.Rejected, Reason: "deceased-or-inactive", Seq: 6},
	}, 6)
	storetest.OK(t, err)
	if len(changed) != 2 || changed[0].ID != a.ID || changed[0].State != siak.Active || changed[0].NIK != a.NIK ||
		changed[1].State != siak.Rejected || changed[1].Reason != "deceased-or-inactive" || !changed[1].NextTry.IsZero() {
		t.Fatalf("changed %d: %v", len(changed), changed)
	}
	_, err = s.Ledger.SettleAll(t.Context(), nil, 5) // never back
	storetest.OK(t, err)
	// All or nothing: a bad verdict takes the cursor and its companions along.
	c := confirm(t, s.Ledger, storetest.Confirmed(3, now))
	_, err = s.Ledger.SettleAll(t.Context(), []siak.Verdict{{ID: c.ID, State: siak.Active}, {ID: c.ID, State: "gone"}}, 9)
	storetest.WantKind(t, err, siak.KindBadReply)
	closeStore(t, s)
	s = reopen(t, dir, quick())
	seq, err := s.Ledger.VerdictSeq(t.Context())
	storetest.OK(t, err)
	waiting, err := s.Ledger.Waiting(t.Context())
	storetest.OK(t, err)
	if seq != 6 || waiting != 1 {
		t.Fatalf("at %d with %d waiting", seq, waiting)
	}
}

// A row that no longer opens holds up no other and is not lost from sight.
func TestUnreadableActivation(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	s := create(t, dir, quick())
	bad, good := confirm(t, s.Ledger, storetest.Confirmed(1, now)), confirm(t, s.Ledger, storetest.Confirmed(2, now))
	tamper(t, filepath.Join(dir, folder.Ledger), `UPDATE activations SET sealed = (SELECT sealed FROM activations WHERE id = ?) WHERE id = ?`,
		good.ID[:], bad.ID[:])
	due, err := s.Ledger.Due(t.Context(), now.Add(time.Hour), 10)
	storetest.OK(t, err)
	if len(due) != 1 || due[0].ID != good.ID {
		t.Fatalf("%d due", len(due))
	}
	used, found, err := s.Ledger.Used(t.Context(), bad.PresentationID)
	storetest.OK(t, err)
	if !found || used.ID != bad.ID || used.State != siak.Held || used.Reason != ledger.ReasonUnreadable || !used.NIK.IsZero() {
		t.Fatalf("found %v in %s for %s", found, used.State, used.Reason)
	}
	all, err := s.Ledger.Activations(t.Context(), now.Add(-time.Hour))
	storetest.OK(t, err)
	if len(all) != 2 {
		t.Fatalf("%d listed", len(all))
	}
}

func TestActivationsNewestFirst(t *testing.T) {
	s, c := create(t, t.TempDir(), quick()), storetest.NewClock()
	var want []siak.ActivationID
	for i := range 5 {
		want = append([]siak.ActivationID{confirm(t, s.Ledger, storetest.Confirmed(i, c.At)).ID}, want...)
		c.Pass(time.Minute)
	}
	all, err := s.Ledger.Activations(t.Context(), storetest.NewClock().At.Add(time.Minute))
	storetest.OK(t, err)
	var got []siak.ActivationID
	for _, a := range all {
		got = append(got, a.ID)
	}
	if diff := cmp.Diff(want[:4], got); diff != "" {
		t.Fatal(diff)
	}
}

// A reason stands in clear: one that is not a word does not get there, and does
// not hold up the verdict.
func TestReasonIsAWord(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	a := confirm(t, s.Ledger, storetest.Confirmed(1, now))
	changed, err := s.Ledger.SettleAll(t.Context(), []siak.Verdict{{ID: a.ID, State: siak.Rejected, Reason: siak.Reason(a.NIK.Digits())}}, 1)
	storetest.OK(t, err)
	if len(changed) != 1 || changed[0].State != siak.Rejected || changed[0].Reason != ledger.ReasonUnknown {
		t.Fatalf("%d changed", len(changed))
	}
}

// What a phone wrote into its registration comes back, sound text or not.
func TestAnyTextComesBack(t *testing.T) {
	s, now := create(t, t.TempDir(), quick()), storetest.NewClock().At
	a := storetest.Confirmed(1, now)
	a.Name, a.RegistrationID = "SITI \xff\xfe", "\x00\xff"
	confirm(t, s.Ledger, a)
	got, found, err := s.Ledger.OpenActivation(t.Context(), a.RegistrationID)
	storetest.OK(t, err)
	if !found || got.Name != a.Name || got.RegistrationID != a.RegistrationID {
		t.Fatal("came back as another")
	}
}
