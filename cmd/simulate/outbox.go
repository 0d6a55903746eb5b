package main

import (
	"context"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

// outbox is a ledger in memory, for the Sender.
type outbox struct {
	mu      sync.Mutex
	order   []siak.ActivationID
	rows    map[siak.ActivationID]*siak.Activation
	verdict uint64
	settled func() // an activation wait no longer
}

var _ syncer.Outbox = (*outbox)(nil)

func newOutbox(settled func()) *outbox {
	return &outbox{rows: map[siak.ActivationID]*siak.Activation{}, settled: settled}
}

// confirm puts an activation in.
func (o *outbox) confirm(a siak.Activation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	a.State = siak.Queued
	o.order = append(o.order, a.ID)
	o.rows[a.ID] = &a
}

// states counts.
func (o *outbox) states() map[siak.State]int {
	counts, _ := o.Counts(context.Background(), time.Time{})
	return counts
}

// Due implements [station.Outbox].
func (o *outbox) Due(_ context.Context, now time.Time, limit int) (due []siak.Activation, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range o.order {
		if a := o.rows[id]; a.State.Waiting() && !a.NextTry.After(now) && len(due) < limit {
			due = append(due, *a)
		}
	}
	return due, nil
}

// NextDue implements [station.Outbox].
func (o *outbox) NextDue(context.Context) (at time.Time, any bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.rows {
		if a.State.Waiting() && (!any || a.NextTry.Before(at)) {
			at, any = a.NextTry, true
		}
	}
	return at, any, nil
}

// Attempt implements [station.Outbox].
func (o *outbox) Attempt(_ context.Context, ids []siak.ActivationID, next time.Time) error {
	return o.put(ids, siak.Sending, next)
}

// Retry implements [station.Outbox].
func (o *outbox) Retry(_ context.Context, ids []siak.ActivationID, next time.Time) error {
	return o.put(ids, siak.Queued, next)
}

func (o *outbox) put(ids []siak.ActivationID, state siak.State, next time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range ids {
		if a := o.rows[id]; a.State.Waiting() {
			a.State, a.NextTry = state, next
		}
	}
	return nil
}

// SettleAll implements [station.Outbox].
func (o *outbox) SettleAll(_ context.Context, verdicts []siak.Verdict, seq uint64) (changed []siak.Activation, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, v := range verdicts {
		a, known := o.rows[v.ID]
		if !known || !a.State.CanBecome(v.State) {
			continue
		}
		if a.State.Waiting() {
			o.settled()
		}
		a.State, a.Reason = v.State, v.Reason
		changed = append(changed, *a)
	}
	o.verdict = max(o.verdict, seq)
	return changed, nil
}

// VerdictSeq implements [station.Outbox].
func (o *outbox) VerdictSeq(context.Context) (uint64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.verdict, nil
}

// Counts implements [station.Outbox].
func (o *outbox) Counts(context.Context, time.Time) (map[siak.State]int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	counts := map[siak.State]int{}
	for _, a := range o.rows {
		counts[a.State]++
	}
	return counts, nil
}
