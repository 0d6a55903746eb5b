package session

import (
	"context"
	"errors"
	"sync"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/assets/words"
)

// Session is a signed-in officer at work in the window. What it can do is in its
// parts, one for each subject.
type Session struct {
	*work
	*cameras
	*condition
	*ownAccount
	*drives
	*typing
	*registration
	*connection
	protection

	stop    context.CancelFunc
	locking sync.Mutex // one locks or unlocks at a time
}

// work is what the parts of a session share. It is whole once [newSession] has
// returned.
type work struct {
	station     *runtime.Station
	desk        *desk.Desk
	environment *training.Environment // nil outside training mode
	dir         string

	ctx     context.Context // of the session: goroutines outlive the call that starts them
	workers sync.WaitGroup
}

var _ app.Session = (*Session)(nil)

// newSession opens the station and starts its workers.
func newSession(ctx context.Context, o runtime.Options, e *training.Environment) (*Session, error) {
	w := &work{environment: e, dir: o.Dir}
	s := &Session{
		work: w, condition: &condition{}, cameras: &cameras{work: w, stopPipeline: func() {}},
		ownAccount: &ownAccount{work: w}, drives: &drives{w}, typing: &typing{w}, registration: &registration{w}, connection: &connection{w},
	}
	s.protection = protection{w, s.condition}
	o.OnCacheRebuilt, o.OnReserveReleased, o.ReadDamaged, o.OnNames = s.cacheRebuilt, s.reserveReleased, true, words.Learn
	o.Events = s.workerEvents() // nothing is told before the workers run, and the desk is there by then
	station, err := runtime.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	w.station = station
	if err := s.loadOfficer(ctx); err != nil {
		return nil, errors.Join(err, station.Close())
	}
	s.read(ctx)
	w.desk = desk.New(station.Counter, desk.Options{})
	w.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.start()
	if o.OnStep != nil {
		o.OnStep(runtime.StepReady)
	}
	return s, nil
}

// start sets everything going that goes on beside the window.
func (s *Session) start() {
	s.workers.Go(func() { _ = s.desk.Run(s.ctx) })
	if s.station.ReadOnly() {
		s.reportDamage()
	} else {
		s.workers.Go(func() { s.station.Run(s.ctx, s.keysRotating) })
	}
	if s.environment == nil {
		return
	}
	s.workers.Go(func() {
		// The first citizen waits until the station knows its people.
		if s.station.Trusted || s.station.Workers.Puller.FirstPull(s.ctx) == nil {
			s.environment.Queue.Run(s.ctx)
		}
	})
	s.desk.Subscribe(s.advanceQueue())
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
const closePatience = 2 * time.Second

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
