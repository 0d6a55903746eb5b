package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/scanner/wedge"
)

// session is a signed-in officer at work in the window.
type session struct {
	work  *workplace
	desk  *desk.Desk
	world *world // nil outside training mode

	ctx     context.Context // of the session: goroutines outlive the call that starts them
	stop    context.CancelFunc
	workers sync.WaitGroup
	wedge   wedge.Wedge // of the GUI's thread

	mu       sync.Mutex
	view     func(scanner.View)
	chosen   string
	filming  context.CancelFunc
	filmDone chan struct{}

	dir       string
	locking   sync.Mutex // one locks or unlocks at a time
	me        atomic.Pointer[app.Account]
	idle      atomic.Int64 // nanoseconds
	condition condition
}

var _ app.Session = (*session)(nil)

// newSession opens the workplace and sets everything going.
func newSession(ctx context.Context, o opening, w *world) (*session, error) {
	s := &session{world: w, filming: func() {}, dir: o.dir}
	o.mended, o.reserve, o.reading = s.mended, s.gaveReserve, true
	o.events = s.news() // nothing is told before the workers run, and the desk is there by then
	work, err := openWorkplace(ctx, o)
	if err != nil {
		return nil, err
	}
	s.work = work
	if err := s.introduce(ctx); err != nil {
		return nil, errors.Join(err, work.Close())
	}
	s.desk = desk.New(work.counter, desk.Options{})
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.workers.Go(func() { _ = s.desk.Run(s.ctx) })
	if work.reading() {
		s.tellDamage()
	} else {
		s.workers.Go(func() { work.run(s.ctx, s.turning) })
	}
	if w != nil {
		s.workers.Go(func() {
			// The first citizen waits until the station knows its people.
			if work.trusted || work.workers.Puller.FirstPull(s.ctx) == nil {
				w.parade.run(s.ctx)
			}
		})
		s.desk.Subscribe(s.applaud())
	}
	if o.step != nil {
		o.step(app.StepReady)
	}
	return s, nil
}

// applaud watches for the moment at which a made-up citizen has been dealt
// with: the card was saved or put away.
func (s *session) applaud() func(desk.State) {
	before := desk.Waiting
	return func(now desk.State) {
		over := now.Phase == desk.Saved || now.Phase == desk.Waiting
		if over && now.Phase != before && before != desk.Saved {
			s.world.parade.next()
		}
		before = now.Phase
	}
}

// Desk implements [app.Session].
func (s *session) Desk() app.Desk { return s.desk }

// Activations implements [app.Session].
func (s *session) Activations(ctx context.Context) ([]desk.Row, error) {
	return s.desk.Activations(ctx)
}

// SyncNow implements [app.Session].
func (s *session) SyncNow() { s.work.workers.Now() }

// Training implements [app.Session].
func (s *session) Training() app.Training {
	if s.world == nil {
		return nil
	}
	return s.world
}

// closePatience bounds how long signing out waits for a call in flight.
const closePatience = 10 * time.Second

// Close implements [app.Session]: it ends the work and forgets the keys.
func (s *session) Close() error { return errors.Join(s.rest(), s.work.Close()) }

// rest ends everything that goes on beside the window.
func (s *session) rest() error {
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
