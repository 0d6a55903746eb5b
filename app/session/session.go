package session

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/assets/words"
	"ikd/station/scanner"
	"ikd/station/scanner/wedge"
)

// Session is a signed-in officer at work in the window.
type Session struct {
	station     *runtime.Station
	desk        *desk.Desk
	environment *training.Environment // nil outside training mode

	ctx     context.Context // of the session: goroutines outlive the call that starts them
	stop    context.CancelFunc
	workers sync.WaitGroup
	wedge   wedge.Wedge // of the GUI's thread

	mu           sync.Mutex
	view         func(scanner.View)
	camera       string
	stopPipeline context.CancelFunc
	pipelineDone chan struct{}

	dir       string
	locking   sync.Mutex // one locks or unlocks at a time
	me        atomic.Pointer[app.Account]
	idle      atomic.Int64 // nanoseconds
	condition condition
}

var _ app.Session = (*Session)(nil)

// newSession opens the station and starts its workers.
func newSession(ctx context.Context, o runtime.Options, w *training.Environment) (*Session, error) {
	s := &Session{environment: w, stopPipeline: func() {}, dir: o.Dir}
	o.OnCacheRebuilt, o.OnReserveReleased, o.ReadDamaged, o.OnNames = s.cacheRebuilt, s.reserveReleased, true, words.Learn
	o.Events = s.workerEvents() // nothing is told before the workers run, and the desk is there by then
	work, err := runtime.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	s.station = work
	if err := s.loadOfficer(ctx); err != nil {
		return nil, errors.Join(err, work.Close())
	}
	s.desk = desk.New(work.Counter, desk.Options{})
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.workers.Go(func() { _ = s.desk.Run(s.ctx) })
	if work.ReadOnly() {
		s.reportDamage()
	} else {
		s.workers.Go(func() { work.Run(s.ctx, s.keysRotating) })
	}
	if w != nil {
		s.workers.Go(func() {
			// The first citizen waits until the station knows its people.
			if work.Trusted || work.Workers.Puller.FirstPull(s.ctx) == nil {
				w.Queue.Run(s.ctx)
			}
		})
		s.desk.Subscribe(s.advanceQueue())
	}
	if o.OnStep != nil {
		o.OnStep(runtime.StepReady)
	}
	return s, nil
}

// advanceQueue watches for the moment at which a made-up citizen has been dealt
// with: the card was saved or put away.
func (s *Session) advanceQueue() func(desk.State) {
	before := desk.Waiting
	return func(now desk.State) {
		over := now.Phase == desk.Saved || now.Phase == desk.Waiting
		if over && now.Phase != before && before != desk.Saved {
			s.environment.Queue.Next()
		}
		before = now.Phase
	}
}

// Desk implements [app.Session].
func (s *Session) Desk() app.Desk { return s.desk }

// Activations implements [app.Session].
func (s *Session) Activations(ctx context.Context) ([]desk.Row, error) {
	return s.desk.Activations(ctx)
}

// SyncNow implements [app.Session].
func (s *Session) SyncNow() { s.station.Workers.Now() }

// Training implements [app.Session].
func (s *Session) Training() app.Training {
	if s.environment == nil {
		return nil
	}
	return trainingPanel{s.environment}
}

// closePatience bounds how long signing out waits for a call in flight.
const closePatience = 10 * time.Second

// Close implements [app.Session]: it ends the work and forgets the keys.
func (s *Session) Close() error { return errors.Join(s.stopWorkers(), s.station.Close()) }

// stopWorkers ends everything that goes on beside the window.
func (s *Session) stopWorkers() error {
	s.stop()
	ended := make(chan struct{})
	go func() { defer close(ended); s.workers.Wait() }()
	select {
	case <-ended:
		return nil
	case <-time.After(closePatience):
		// A hung camera backend must not keep the keys in memory.
		return errors.New("some worker has not ended")
	}
}
