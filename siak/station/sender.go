package station

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Sender empties the outbox.
type Sender struct {
	outbox  Outbox
	centre  Centre
	link    *link
	storage reporter
	events  Events
	opts    Options

	wake, hurry chan struct{}

	// Owned by Run.
	failures int       // calls that failed in a row
	hold     time.Time // nothing is sent before
	polled   time.Time
	limit    int // of the next batch
}

// Wake says that there is a new activation. It is sent at once, unless the
// registry is known not to answer.
func (s *Sender) Wake() { poke(s.wake) }

// Hurry lets everything that waits be tried at once, whatever its back-off:
// the registry is back, or the officer wants it.
func (s *Sender) Hurry() { poke(s.hurry) }

// someday is a time by which everything is due, also what was put off by a
// clock that was wrong then.
func someday(now time.Time) time.Time { return now.AddDate(100, 0, 0) }

// Run sends and asks for verdicts until ctx ends.
func (s *Sender) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	all := true // an attempt that was cut off is tried again at once
	for {
		if all || !s.opts.Now().Before(s.hold) {
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
			all = false
		case <-s.hurry:
			all = true
		}
	}
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
	if wait > 2*s.opts.BackoffCap {
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
			tried[a.ID] = true
			batch = append(batch, a)
		}
	}
	return batch, nil
}

// failed begins a back-off and gives its end.
func (s *Sender) failed() time.Time {
	s.failures++
	s.hold = s.opts.Now().Add(s.opts.backoff(s.failures))
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
