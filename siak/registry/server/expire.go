package server

import (
	"cmp"
	"context"
	"slices"

	"ikd/station/siak"
)

// maxExpired is how many codes run out in one transaction.
const maxExpired = 500

// ExpireCodes rejects the activations whose citizens did not finish in time.
// Every call that could notice does it first.
func (r *ActivationService) ExpireCodes(ctx context.Context) error {
	for more := true; more; {
		var done []Event
		due, err := r.anyOverdue(ctx)
		if err == nil && due {
			err = r.store.Write(ctx, func(tx Tx) (err error) {
				done, err = r.expire(tx)
				return err
			})
		}
		if err != nil {
			return at("expire codes", err)
		}
		for _, e := range done {
			r.announce(e)
		}
		more = len(done) == maxExpired
	}
	return nil
}

// anyOverdue spares those who only ask a transaction that writes.
func (r *ActivationService) anyOverdue(ctx context.Context) (due bool, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err := tx.Overdue(r.o.Now(), 1)
		due = len(all) > 0
		return err
	})
	return due, err
}

func (r *ActivationService) expire(tx Tx) (done []Event, err error) {
	due, err := tx.Overdue(r.o.Now(), maxExpired)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(due, func(a, b Activation) int { return cmp.Compare(a.Station, b.Station) }) // the order of locks
	for _, a := range due {
		if err := tx.LockStation(a.Station); err != nil {
			return nil, err
		}
		e := Event{ID: a.ID, Station: a.Station, State: siak.Rejected, Reason: siak.ReasonCodeExpired}
		moved, err := r.conclude(tx, e)
		if err != nil {
			return nil, err
		}
		if moved {
			done = append(done, e)
		}
	}
	return done, nil
}
