package syncer

import (
	"context"
	"time"

	"ikd/station/siak"
)

// send makes one attempt for a batch; false stops the drain.
func (s *Sender) send(ctx context.Context, batch []siak.Activation) bool {
	// What stands here counts only if the program dies now: every other end
	// writes anew.
	next := s.opts.Now().Add(s.opts.backoff(s.failures + 1))
	if s.storage(ctx, s.outbox.Attempt(ctx, ids(batch), next)) != nil {
		s.failed()
		return false
	}
	for i := range batch {
		batch[i].Attempts++
	}
	s.moved(batch, siak.Sending, next)
	d := delivery{Sender: s}
	ok := d.submit(ctx, batch)
	return d.settleRefused(ctx) && ok
}

// delivery is one attempt on its way.
type delivery struct {
	*Sender
	answered bool
	refused  []siak.Activation // each of them alone
}

// submit hands a batch in, in halves where the registry refuses it as such;
// false stops the drain.
func (d *delivery) submit(ctx context.Context, batch []siak.Activation) bool {
	verdicts, err := d.registry.Submit(ctx, batch)
	d.link.report(ctx, err)
	switch kind := siak.KindOf(err); {
	case kind == "":
		d.failures, d.hold, d.returning = 0, time.Time{}, false
		d.limit = min(d.limit*2, d.opts.Batch)
		d.answered = true
		return d.settleOrHold(ctx, verdicts)
	case kind == siak.KindRefused && len(batch) == 1:
		d.refused = append(d.refused, batch...)
		return true
	case kind == siak.KindRefused:
		half := len(batch) / 2
		if !d.submit(ctx, batch[:half]) {
			d.requeue(ctx, batch[half:], d.hold)
			return false
		}
		return d.submit(ctx, batch[half:])
	case ctx.Err() != nil: // we are closing: the next start sends it
		d.requeue(ctx, batch, d.opts.Now())
		return false
	case kind == siak.KindUnavailable || kind == siak.KindBadReply:
		// The next call is a probe of one: the registry may have too much to do,
		// and it may be one of these that it cannot bear.
		d.limit = 1
	}
	next := d.failed()
	if len(batch) == 1 { // and if it is this one, the others go first
		next = next.Add(d.opts.BackoffBase)
	}
	d.requeue(ctx, batch, next)
	return false
}

// settleRefused deals with the items that the registry refused alone. Where it
// answered others of the same batch the item is at fault and waits for the
// officer's hand. Where it answered none, the fault may be anywhere: the item
// stays in the queue, and its back-off is its own.
func (d *delivery) settleRefused(ctx context.Context) bool {
	var verdicts []siak.Verdict
	for _, a := range d.refused {
		if d.answered {
			verdicts = append(verdicts, siak.Verdict{ID: a.ID, State: siak.Held, Reason: siak.ReasonNotTaken})
			continue
		}
		d.requeue(ctx, []siak.Activation{a}, d.opts.Now().Add(d.opts.backoff(a.Attempts)))
	}
	return len(verdicts) == 0 || d.settleOrHold(ctx, verdicts)
}

// settleOrHold writes the answers of a call down; false stops the drain. What
// the store cannot take in now is handed in again later and gets the same
// answer.
func (s *Sender) settleOrHold(ctx context.Context, verdicts []siak.Verdict) bool {
	if s.settle(ctx, verdicts, 0) != nil {
		s.failed()
		return false
	}
	return true
}

// settle writes verdicts down and how far they go, also while the program is
// closing: they were given.
func (s *Sender) settle(ctx context.Context, verdicts []siak.Verdict, seq uint64) error {
	ctx = context.WithoutCancel(ctx)
	changed, err := s.outbox.SettleAll(ctx, verdicts, seq)
	if s.storage(ctx, err) != nil {
		return err
	}
	if len(changed) > 0 {
		s.events.Changed(changed)
	}
	return nil
}

// requeue puts back what has no answer. Where even that cannot be written, the
// attempt's own next try stands.
func (s *Sender) requeue(ctx context.Context, batch []siak.Activation, next time.Time) {
	ctx = context.WithoutCancel(ctx)
	if s.storage(ctx, s.outbox.Retry(ctx, ids(batch), next)) == nil {
		s.moved(batch, siak.Queued, next)
	}
}

// moved tells of a change that was the Sender's own.
func (s *Sender) moved(batch []siak.Activation, to siak.State, next time.Time) {
	changed := make([]siak.Activation, len(batch))
	for i, a := range batch {
		a.State, a.NextTry, a.UpdatedAt = to, next, s.opts.Now()
		changed[i] = a
	}
	s.events.Changed(changed)
}
