package syncer

import (
	"context"
	"time"

	"ikd/station/siak"
)

// lately is how long an activation's end is awaited every few seconds: a
// citizen finishes at the counter or at home the same day. What is older is
// asked for in the Puller's rhythm.
const lately = 12 * time.Hour

// rhythm is how often verdicts are worth asking for now.
func (s *Sender) rhythm(ctx context.Context) time.Duration {
	counts, err := s.outbox.Counts(ctx, s.opts.Now().Add(-lately))
	if s.storage(ctx, err) == nil && counts[siak.Accepted]+counts[siak.Held] > 0 {
		return s.opts.PollEvery
	}
	return s.opts.PullEvery
}

// poll takes in what the registry has decided since the last time, if it is
// time for that or all is to be tried now.
func (s *Sender) poll(ctx context.Context, all bool) {
	now := s.opts.Now()
	if !all && now.Before(s.polled.Add(s.rhythm(ctx))) {
		return
	}
	s.polled = now
	if !all && !s.mayAsk(now) {
		return
	}
	if err := s.takeVerdicts(ctx); err != nil {
		s.polled = now.Add(s.opts.PullEvery) // it need not be asked every few seconds
	}
}

// mayAsk reports whether the registry can be expected to answer: while it is
// offline the Puller looks for it, and who returns with all others waits.
func (s *Sender) mayAsk(now time.Time) bool {
	return s.link.get().State != Offline && !s.returning && !now.Before(s.link.asked())
}

func (s *Sender) takeVerdicts(ctx context.Context) error {
	seq, err := s.outbox.VerdictSeq(ctx)
	if s.storage(ctx, err) != nil {
		return err
	}
	for {
		verdicts, more, err := s.registry.Verdicts(ctx, seq)
		s.link.report(ctx, err)
		if err != nil || len(verdicts) == 0 {
			return err
		}
		seq = verdicts[len(verdicts)-1].Seq
		if err := s.settle(ctx, verdicts, seq); err != nil || !more {
			return err
		}
	}
}
