package store

import (
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

func TestOutbox(t *testing.T) {
	dir, c := t.TempDir(), storetest.NewClock()
	options := quick()
	options.Now = c.Now
	s := create(t, dir, options)
	_, any, err := s.Ledger.NextDue(t.Context())
	storetest.OK(t, err)
	if any {
		t.Fatal("an empty outbox is due")
	}
	var ids []siak.ActivationID
	for i := range 3 {
		ids = append(ids, confirm(t, s.Ledger, storetest.Confirmed(i, c.At)).ID)
		c.Pass(time.Second)
	}
	wantDue(t, s.Ledger, c.At, 2, ids[:2]...)

	// An attempt is written down with its next try and is not due before it.
	later := c.At.Add(30 * time.Second)
	storetest.OK(t, s.Ledger.Attempt(t.Context(), ids[:2], later))
	wantDue(t, s.Ledger, c.At, 9, ids[2])
	wantDue(t, s.Ledger, later, 9, ids...)
	// One comes back unsent, one is settled and cannot be queued again.
	_, err = s.Ledger.Settle(t.Context(), siak.Verdict{ID: ids[1], State: siak.Accepted})
	storetest.OK(t, err)
	storetest.OK(t, s.Ledger.Retry(t.Context(), ids[:2], later.Add(time.Minute)))
	storetest.OK(t, s.Ledger.Attempt(t.Context(), ids[1:2], later))
	wantDue(t, s.Ledger, later, 9, ids[2])
	next, any, err := s.Ledger.NextDue(t.Context())
	storetest.OK(t, err)
	if want := storetest.NewClock().At.Add(2 * time.Second); !any || !next.Equal(want) {
		t.Fatalf("next due %v", next)
	}

	// Without a passphrase, beside the open store.
	rows, err := ledger.Outbox(t.Context(), dir)
	storetest.OK(t, err)
	want := []ledger.OutboxRow{
		{ID: ids[0], State: siak.Queued, Attempts: 1, NextTry: later.Add(time.Minute), UpdatedAt: c.At, ConfirmedAt: storetest.NewClock().At},
		{ID: ids[1], State: siak.Accepted, Attempts: 1, UpdatedAt: c.At, ConfirmedAt: storetest.NewClock().At.Add(time.Second)},
		{ID: ids[2], State: siak.Queued, NextTry: next, UpdatedAt: next, ConfirmedAt: next},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Fatal(diff)
	}
	closeStore(t, s)
	again, err := ledger.Outbox(t.Context(), dir) // and when it is closed
	storetest.OK(t, err)
	if diff := cmp.Diff(want, again); diff != "" {
		t.Fatal(diff)
	}
	_, err = ledger.Outbox(t.Context(), t.TempDir())
	storetest.WantKind(t, err, siak.KindNotSetUp)
}

func wantDue(t *testing.T, l *ledger.Ledger, now time.Time, limit int, want ...siak.ActivationID) {
	t.Helper()
	due, err := l.Due(t.Context(), now, limit)
	storetest.OK(t, err)
	var got []siak.ActivationID
	for _, a := range due {
		got = append(got, a.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// entry is what the model knows of an activation.
type entry struct {
	id       siak.ActivationID
	reg      int
	state    siak.State
	attempts int
	next     time.Time
}

// outboxModel is the outbox as its documentation says, beside the real one.
type outboxModel struct {
	t       *testing.T
	dir     string
	clock   *storetest.Clock
	store   *Store
	entries []entry
	seq     uint64
	audited int64 // audit rows that the model expects
}

func (m *outboxModel) options() Options {
	o := quick()
	o.Now, o.Reserve = m.clock.Now, -1
	return o
}

func (m *outboxModel) confirm(t *rapid.T) {
	a := storetest.Confirmed(len(m.entries), m.clock.At)
	reg := rapid.IntRange(0, 5).Draw(t, "registration")
	a.RegistrationID = string(rune('a' + reg))
	taken := slices.ContainsFunc(m.entries, func(e entry) bool { return e.reg == reg && e.state != siak.Rejected })
	err := m.store.Ledger.Confirm(t.Context(), a)
	if taken {
		if siak.KindOf(err) != siak.KindReplayed {
			t.Fatalf("a second activation of a registration: %v", err)
		}
		return
	}
	check(t, err)
	m.entries = append(m.entries, entry{a.ID, reg, siak.Queued, 0, m.clock.At})
	m.audited++
}

func (m *outboxModel) some(t *rapid.T) []int {
	if len(m.entries) == 0 {
		t.Skip("nothing there")
	}
	return rapid.SliceOfNDistinct(rapid.IntRange(0, len(m.entries)-1), 1, 3, rapid.ID).Draw(t, "which")
}

func (m *outboxModel) move(t *rapid.T, state siak.State, do func([]siak.ActivationID, time.Time) error) {
	next := m.clock.At.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second)
	var ids []siak.ActivationID
	for _, i := range m.some(t) {
		e := &m.entries[i]
		ids = append(ids, e.id)
		if !e.state.Waiting() {
			continue
		}
		e.state, e.next = state, next
		if state == siak.Sending {
			e.attempts++
		}
	}
	check(t, do(ids, next))
}

func (m *outboxModel) attempt(t *rapid.T) {
	m.move(t, siak.Sending, func(ids []siak.ActivationID, next time.Time) error {
		return m.store.Ledger.Attempt(t.Context(), ids, next)
	})
}

func (m *outboxModel) retry(t *rapid.T) {
	m.move(t, siak.Queued, func(ids []siak.ActivationID, next time.Time) error {
		return m.store.Ledger.Retry(t.Context(), ids, next)
	})
}

var verdictStates = []siak.State{siak.Accepted, siak.Active, siak.Rejected, siak.Held}

func (m *outboxModel) settle(t *rapid.T) {
	var verdicts []siak.Verdict
	changed := map[siak.ActivationID]siak.State{}
	for _, i := range m.some(t) {
		e := &m.entries[i]
		state := rapid.SampledFrom(verdictStates).Draw(t, "state")
		verdicts = append(verdicts, siak.Verdict{ID: e.id, State: state})
		if e.state.CanBecome(state) {
			e.state, e.next = state, time.Time{}
			changed[e.id] = state
			m.audited++
		}
	}
	seq := rapid.Uint64Range(0, 50).Draw(t, "seq")
	m.seq = max(m.seq, seq)
	got, err := m.store.Ledger.SettleAll(t.Context(), verdicts, seq)
	check(t, err)
	for _, a := range got {
		if changed[a.ID] != a.State {
			t.Fatalf("changed to %s, want %s", a.State, changed[a.ID])
		}
	}
	if len(got) != len(changed) {
		t.Fatalf("%d changed, want %d", len(got), len(changed))
	}
}

func (m *outboxModel) reopen(t *rapid.T) {
	check(t, m.store.Close())
	m.store = reopen(m.t, m.dir, m.options())
	m.audited++ // the sign-in
}

func (m *outboxModel) pass(t *rapid.T) {
	m.clock.Pass(time.Duration(rapid.IntRange(0, 30).Draw(t, "seconds")) * time.Second)
}

// same checks all that can be asked of the outbox.
func (m *outboxModel) same(t *rapid.T) {
	l := m.store.Ledger
	rows, err := ledger.Outbox(t.Context(), m.dir)
	check(t, err)
	due, err := l.Due(t.Context(), m.clock.At, 1000)
	check(t, err)
	var wantDue, gotDue []siak.ActivationID
	waiting, first := 0, time.Time{}
	for i, e := range m.entries {
		r := rows[i]
		if got := (entry{r.ID, e.reg, r.State, r.Attempts, r.NextTry}); got != e {
			t.Fatalf("row %d is %+v, want %+v", i, got, e)
		}
		if !e.state.Waiting() {
			continue
		}
		waiting++
		if first.IsZero() || e.next.Before(first) {
			first = e.next
		}
		if !e.next.After(m.clock.At) {
			wantDue = append(wantDue, e.id)
		}
	}
	for _, a := range due {
		gotDue = append(gotDue, a.ID)
	}
	if len(rows) != len(m.entries) || !slices.Equal(gotDue, wantDue) {
		t.Fatalf("%d rows, want %d; %d due, want %d", len(rows), len(m.entries), len(gotDue), len(wantDue))
	}
	m.sums(t, waiting, first)
}

func (m *outboxModel) sums(t *rapid.T, waiting int, first time.Time) {
	l := m.store.Ledger
	n, err := l.Waiting(t.Context())
	check(t, err)
	next, any, err := l.NextDue(t.Context())
	check(t, err)
	seq, err := l.VerdictSeq(t.Context())
	check(t, err)
	report, err := VerifyAudit(t.Context(), m.dir)
	check(t, err)
	if n != waiting || any != (waiting > 0) || !next.Equal(first) || seq != m.seq || !report.Sound() || report.Rows != m.audited {
		t.Fatalf("%d waiting, next %v, seq %d, audit %+v; want %d, %v, %d, %d rows", n, next, seq, report, waiting, first, m.seq, m.audited)
	}
}

func check(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func TestOutboxMoves(t *testing.T) {
	const usual, here = "100", "25" // each step waits for the disk; -rapid.checks asks for more
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == usual {
		storetest.OK(t, checks.Value.Set(here))
		defer func() { storetest.OK(t, checks.Value.Set(usual)) }()
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := &outboxModel{t: t, dir: t.TempDir(), clock: storetest.NewClock(), audited: 2} // set-up and sign-in
		m.store = create(t, m.dir, m.options())
		defer func() { _ = m.store.Close() }()
		rt.Repeat(map[string]func(*rapid.T){
			"confirm": m.confirm, "attempt": m.attempt, "retry": m.retry, "settle": m.settle,
			"reopen": m.reopen, "pass": m.pass, "": m.same,
		})
	})
}
