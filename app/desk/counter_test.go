//go:build cgo

package desk_test

import (
	"errors"
	"testing"
	"time"

	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/sandbox"
)

// TestEveryOutcome: each outcome of the closed set, through the real code, the
// real cache and the real registry, is what the sandbox meant to show, and each
// judgement is in the audit.
func TestEveryOutcome(t *testing.T) {
	o := newOffice(t)
	for _, want := range siak.Outcomes() {
		t.Run(string(want), func(t *testing.T) {
			o.t = t
			r := o.phone(sandbox.PhoneRequest{Outcome: want})
			o.written()
			j := o.judge(r, want)
			notes := o.written()
			if last := notes[len(notes)-1]; last != (desk.Note{Act: desk.ActDecide, ID: j.ID, Outcome: want}) {
				t.Errorf("the audit's last word is %+v", last)
			}
			a, err := o.counter.Confirm(t.Context(), j)
			if want.Confirmable() {
				if err != nil || a.ID != j.ID || a.State != siak.Queued {
					t.Fatalf("confirmed as %s, %s: %v", a.ID, a.State, err)
				}
			} else if siak.KindOf(err) != siak.KindRefused {
				t.Fatalf("confirming ended with %v, want refused", err)
			}
		})
	}
}

// TestConfirmOnce: one citizen, one activation, however it is tried.
func TestConfirmOnce(t *testing.T) {
	o := newOffice(t)
	j := o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible}), siak.Eligible)
	a, err := o.counter.Confirm(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	// The answer to the commit was lost, Enter was pressed again.
	if again, err := o.counter.Confirm(t.Context(), j); err != nil || again.ID != a.ID {
		t.Fatalf("confirming again gave %s, %v", again.ID, err)
	}
	// The same code is shown again.
	r := j.Reading
	if shown := o.judge(r, siak.Replayed); shown.Earlier == nil || shown.Earlier.ID != a.ID {
		t.Errorf("the earlier activation is not in the judgement")
	}
	// Somebody judged it before it was confirmed, and confirms now.
	other := j
	other.ID = siak.NewActivationID()
	if _, err := o.counter.Confirm(t.Context(), other); siak.KindOf(err) != siak.KindReplayed {
		t.Errorf("a second activation ended with %v, want replayed", err)
	}
	rows, err := o.counter.Activations(t.Context())
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d activations, %v, want 1", len(rows), err)
	}
}

// TestRejectedMayComeAgain: the registry refused; the same code is used up, a
// new one is not.
func TestRejectedMayComeAgain(t *testing.T) {
	o := newOffice(t)
	j := o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible}), siak.Eligible)
	a, err := o.counter.Confirm(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.store.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: siak.Rejected, Reason: siak.ReasonAlreadyPending}); err != nil {
		t.Fatal(err)
	}
	shown := o.judge(j.Reading, siak.Replayed)
	if shown.Earlier == nil || shown.Earlier.State != siak.Rejected {
		t.Errorf("the rejected activation does not explain it")
	}
}

// TestElsewhere: somebody from another city is looked up where there is a
// network, and goes on without one where there is none.
func TestElsewhere(t *testing.T) {
	o := newOffice(t)
	j := o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true}), siak.Eligible)
	if !j.Record.Known {
		t.Error("the record did not come from the centre")
	}
	wantLookUp(t, o, "", "found")

	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true})
	o.gate.Cut()
	o.judge(r, siak.NeedsCentral)
	for _, n := range o.written() {
		if n.Act == desk.ActLookUp {
			t.Error("the centre was asked without a network")
		}
	}
	deps := o.deps
	deps.Online = func() bool { return true } // nobody knows of the cut yet
	o.counter = desk.NewCounter(deps)
	o.pullTrust(t)
	o.judge(r, siak.NeedsCentral)
	wantLookUp(t, o, siak.KindOffline, "")
}

// pullTrust gives a new counter what the cache knows of trust.
func (o *office) pullTrust(t *testing.T) {
	t.Helper()
	trust, known, err := o.store.Cache.Trust(t.Context())
	if err != nil || !known {
		t.Fatal("no trust list", err)
	}
	o.counter.Renew(verifier(trust), trust.Version)
}

func wantLookUp(t *testing.T, o *office, kind siak.Kind, subject string) {
	t.Helper()
	for _, n := range o.written() {
		if n.Act == desk.ActLookUp {
			if n.Kind != kind || n.Subject != subject {
				t.Errorf("the look-up was written down as %+v", n)
			}
			return
		}
	}
	t.Error("the look-up is not in the audit")
}

// TestWrongClock: a laptop that is an hour slow judges by the registry's clock.
func TestWrongClock(t *testing.T) {
	o := newOffice(t)
	o.mu.Lock()
	o.clock = -time.Hour
	o.mu.Unlock()
	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible})
	if j := o.judge(r, siak.NotYetValid); j.ClockOff != 0 {
		t.Error("an offset explains it that nobody has measured")
	}
	if _, _, err := o.client.Trust(t.Context()); err != nil { // any contact measures
		t.Fatal(err)
	}
	j := o.judge(r, siak.Eligible)
	if j.Offset < 59*time.Minute || j.Offset > 61*time.Minute {
		t.Errorf("the offset is %s", j.Offset)
	}
	if _, err := o.counter.Confirm(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	// A code that is good by the laptop's clock alone: its clock is the reason.
	old := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Age: time.Hour})
	if j := o.judge(old, siak.Expired); j.ClockOff != j.Offset {
		t.Error("the clock does not explain the outcome")
	}
}

// TestRecordedTime is believed of a file in training, and of nothing else.
func TestRecordedTime(t *testing.T) {
	o := newOffice(t)
	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Age: time.Hour})
	r.At = r.At.Add(-time.Hour)
	o.judge(r, siak.Expired) // a camera's frame
	recorded := r
	recorded.Name = "0001.png"
	j := o.judge(recorded, siak.Eligible)
	if _, err := o.counter.Confirm(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	deps := o.deps
	deps.Training = false
	o.counter = desk.NewCounter(deps)
	o.pullTrust(t)
	o.judge(recorded, siak.Expired)
}

// TestNothingUnaccounted: where the audit cannot be written there is no
// judgement.
func TestNothingUnaccounted(t *testing.T) {
	o := newOffice(t)
	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible})
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err := o.counter.Judge(t.Context(), r); err == nil {
		t.Fatalf("judged %s with the store closed", j.Outcome)
	} else if _, ok := errors.AsType[*siak.Error](err); !ok {
		t.Errorf("an error without a kind: %v", err)
	}
}
