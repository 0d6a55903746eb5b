//go:build cgo

package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
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
			} else if siak.KindOf(err) != siak.KindNotConfirmable {
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

// TestFinished: who is active already is told so by the register; where the
// cache does not know of it yet, by the ledger.
func TestFinished(t *testing.T) {
	o := newOffice(t)
	j := o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible}), siak.Eligible)
	a, err := o.counter.Confirm(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	next := func(residents desk.Residents, want siak.Outcome) {
		t.Helper()
		o.deps.Residents = residents
		o.renew(t)
		o.counter.Renew(nextCode{o.trusted(t)}, 1)
		if j := o.judge(j.Reading, want); j.Earlier == nil || j.Earlier.ID != a.ID {
			t.Error("the earlier activation is not in the judgement")
		}
	}
	next(o.store.Cache, siak.Replayed) // it waits
	if _, err := o.store.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: siak.Active}); err != nil {
		t.Fatal(err)
	}
	next(o.store.Cache, siak.Replayed)
	next(activeOn{o.store.Cache, j.Claim.Phone}, siak.ActiveOnThisPhone)
}

// nextCode is the same phone's code of the next minute.
type nextCode struct{ desk.Verifier }

func (v nextCode) Verify(text string, now time.Time) (siak.Claim, error) {
	claim, err := v.Verifier.Verify(text, now)
	claim.PresentationID[0]++
	return claim, err
}

// activeOn is a cache that knows of the activation.
type activeOn struct {
	desk.Residents
	phone siak.Thumbprint
}

func (c activeOn) Resident(ctx context.Context, nik siak.NIK) (siak.Resident, bool, error) {
	r, known, err := c.Residents.Resident(ctx, nik)
	r.ActivePhone = c.phone
	return r, known, err
}

// TestElsewhere: somebody from another city is looked up where there is a
// network, and goes on without one where there is none.
func TestElsewhere(t *testing.T) {
	o := newOffice(t)
	j := o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true}), siak.Eligible)
	if !j.Record.Known {
		t.Error("the record did not come from the registry")
	}
	wantLookUp(t, o, "", "found")

	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true})
	o.gate.Cut()
	o.judge(r, siak.NeedsCentral)
	for _, n := range o.written() {
		if n.Act == desk.ActLookUp {
			t.Error("the registry was asked without a network")
		}
	}
	o.deps.Online = func() bool { return true } // nobody knows of the cut yet
	o.renew(t)
	o.judge(r, siak.NeedsCentral)
	wantLookUp(t, o, siak.KindAnswerTimeout, "")
}

// trusted verifies by what the cache knows of trust.
func (o *office) trusted(t *testing.T) desk.Verifier {
	t.Helper()
	trust, known, err := o.store.Cache.Trust(t.Context())
	if err != nil || !known {
		t.Fatal("no trust list", err)
	}
	return verifier(trust)
}

// renew replaces the counter by one with the present deps.
func (o *office) renew(t *testing.T) {
	t.Helper()
	o.deps.Verifier = o.trusted(t)
	o.counter = desk.NewCounter(o.deps)
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
	o.deps.Training = false
	o.renew(t)
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
