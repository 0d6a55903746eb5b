package syncer

import "context"

// Step has the Sender do what it does in one turn: everything due is tried (all:
// whatever waits), then the verdicts are fetched. The Sender must not run.
func (s *Syncer) Step(ctx context.Context, all bool) {
	s.Sender.drain(ctx, all)
	s.Sender.poll(ctx, true)
}
