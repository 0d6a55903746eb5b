package syncer

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Sender empties the outbox.
type Sender struct {
	outbox   Outbox
	registry Registry
	link     *link
	storage  reporter
	events   Events
	opts     Options

	wake, hurry chan struct{}
	back        chan time.Duration // the registry is back; over how long to spread that

	// Owned by Run.
	failures int       // calls that failed in a row
	hold     time.Time // nothing is sent before
	polled   time.Time
	limit    int // of the next batch
	// returning: the registry is back for everybody; from hold on everything
	// that waits is tried.
	returning bool
}

// Wake says that there is a new activation. It is sent at once, unless the
// registry is known not to answer.
func (s *Sender) Wake() { poke(s.wake) }

// Hurry lets everything that waits be tried at once, whatever its back-off:
// the officer wants it.
func (s *Sender) Hurry() { poke(s.hurry) }

// recovered says that the registry is back, and over how long its stations are
// to spread what they have for it: 0 where only this one missed it.
func (s *Sender) recovered(spread time.Duration) {
	select {
	case s.back <- spread:
	default:
	}
}

// someday is a time by which everything is due, also what was put off by a
// clock that was wrong then.
func someday(now time.Time) time.Time { return now.AddDate(100, 0, 0) }

// Run sends and asks for verdicts until ctx ends.
func (s *Sender) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	all := true // an attempt that was cut off is tried again at once
	for {
		held := s.opts.Now().Before(s.hold)
		if s.returning && !held {
			all, s.returning = true, false
		}
		if all || !held {
			s.drain(ctx, all)
		}
		s.poll(ctx, all)
		rest, overdue := s.rest(ctx)
		timer.Reset(rest)
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			all = overdue
		case <-s.wake:
			all = s.returning // who confirms has given the chance its say
		case <-s.hurry:
			all = true
		case spread := <-s.back:
			all = !s.comeBack(ctx, spread)
		}
	}
}

// comeBack deals with the registry's return for everybody: one item at once, so
// that the officer sees it move, the rest at some time within the spread.
func (s *Sender) comeBack(ctx context.Context, spread time.Duration) bool {
	if spread == 0 {
		return false
	}
	s.limit = 1
	batch, err := s.due(ctx, someday(s.opts.Now()), nil)
	if s.storage(ctx, err) != nil || len(batch) == 0 || !s.send(ctx, batch) {
		return true
	}
	s.hold, s.returning = s.opts.Now().Add(s.opts.Jitter(spread)), true
	return true
}

// rest is how long there is nothing to do. overdue: what is next was put off
// for longer than any back-off is, by a clock that was wrong; it is not waited
// for.
func (s *Sender) rest(ctx context.Context) (_ time.Duration, overdue bool) {
	now := s.opts.Now()
	rest := s.polled.Add(s.rhythm(ctx)).Sub(now)
	due, waits, err := s.outbox.NextDue(ctx)
	if s.storage(ctx, err) != nil || !waits {
		return max(rest, 0), false
	}
	wait, hold := due.Sub(now), s.hold.Sub(now)
	switch {
	case s.returning:
		wait = hold
	case wait > 2*s.opts.BackoffCap:
		wait, overdue = hold, hold <= rest
	}
	return max(min(rest, max(wait, hold)), 0), overdue
}

// drain sends batches until nothing is due or a call fails. all includes what
// is not due yet.
func (s *Sender) drain(ctx context.Context, all bool) {
	tried := make(map[siak.ActivationID]bool)
	for ctx.Err() == nil {
		due := s.opts.Now()
		if all {
			due = someday(due)
		}
		batch, err := s.due(ctx, due, tried)
		if s.storage(ctx, err) != nil {
			s.failed()
			return
		}
		for _, a := range batch {
			tried[a.ID] = true
		}
		if len(batch) == 0 || !s.send(ctx, batch) {
			return
		}
	}
}

// due is the next batch of what was not tried in this drain.
func (s *Sender) due(ctx context.Context, at time.Time, tried map[siak.ActivationID]bool) ([]siak.Activation, error) {
	due, err := s.outbox.Due(ctx, at, s.limit+len(tried))
	if err != nil {
		return nil, err
	}
	var batch []siak.Activation
	for _, a := range due {
		if !tried[a.ID] && len(batch) < s.limit {
			batch = append(batch, a)
		}
	}
	return batch, nil
}

// failed begins a back-off and gives its end, which is no earlier than the
// registry asked for.
func (s *Sender) failed() time.Time {
	s.failures++
	s.returning = false
	s.hold = s.opts.Now().Add(s.opts.backoff(s.failures))
	if asked := s.link.asked(); asked.After(s.hold) {
		s.hold = asked
	}
	return s.hold
}

// ids are the activations' IDs.
func ids(batch []siak.Activation) []siak.ActivationID {
	all := make([]siak.ActivationID, len(batch))
	for i, a := range batch {
		all[i] = a.ID
	}
	return all
}
