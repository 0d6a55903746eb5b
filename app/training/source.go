package training

import (
	"context"
	"sync"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// AllOutcomes is the training mode's camera as a source that ends when every outcome
// has been seen once.
type AllOutcomes struct {
	environment *Environment
	handled     chan struct{} // one for each citizen who was dealt with
}

// NewAllOutcomes makes the source of an environment.
func NewAllOutcomes(w *Environment) *AllOutcomes {
	return &AllOutcomes{environment: w, handled: make(chan struct{}, len(siak.Outcomes()))}
}

// Handled tells that the citizen in front was dealt with.
func (m *AllOutcomes) Handled() { m.handled <- struct{}{} }

// Name implements [scanner.Source].
func (m *AllOutcomes) Name() string { return m.environment.Camera.Name() }

// Run implements [scanner.Source].
func (m *AllOutcomes) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	marching, stop := context.WithCancel(ctx)
	defer stop()
	var both sync.WaitGroup
	both.Go(func() { m.environment.Queue.Run(marching) })
	both.Go(func() {
		defer stop()
		for range siak.Outcomes() {
			select {
			case <-m.handled:
				m.environment.Queue.Next()
			case <-marching.Done():
				return
			}
		}
	})
	err := m.environment.Camera.Run(marching, deliver)
	stop()
	both.Wait()
	if ctx.Err() == nil {
		return nil // all were seen: the recording came to its end
	}
	return err
}
