package training

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// AllOutcomes is the training mode's camera as a source that ends when every
// outcome has been seen once.
type AllOutcomes struct {
	environment *Environment
	handled     chan struct{} // one for each citizen who was dealt with
}

// NewAllOutcomes makes the source of an environment.
func NewAllOutcomes(e *Environment) *AllOutcomes {
	return &AllOutcomes{environment: e, handled: make(chan struct{}, len(siak.Outcomes()))}
}

// Handled tells that the citizen in front was dealt with.
func (s *AllOutcomes) Handled() { s.handled <- struct{}{} }

// Name implements [scanner.Source].
func (s *AllOutcomes) Name() string { return s.environment.Camera.Name() }

// Run implements [scanner.Source]. It fails, naming the outcome, where nobody can be
// made up for one.
func (s *AllOutcomes) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	showing, end := context.WithCancelCause(ctx)
	defer end(nil)
	queue := s.environment.Queue
	queue.OnMissing(func(outcome siak.Outcome, err error) {
		end(fmt.Errorf("nobody is made up for the outcome %q (package sandbox): %w", outcome, err))
	})
	var both sync.WaitGroup
	both.Go(func() { queue.Run(showing) })
	both.Go(func() {
		for range siak.Outcomes() {
			select {
			case <-s.handled:
				queue.Next()
			case <-showing.Done():
				return
			}
		}
		end(errAllSeen)
	})
	err := s.environment.Camera.Run(showing, deliver)
	end(nil)
	both.Wait()
	switch cause := context.Cause(showing); {
	case ctx.Err() != nil:
		return err
	case errors.Is(cause, errAllSeen): // the recording came to its end
		return nil
	case errors.Is(cause, context.Canceled):
		return err
	default:
		return cause
	}
}

var errAllSeen = errors.New("every outcome was seen")
