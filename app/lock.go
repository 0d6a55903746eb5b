package app

import (
	"context"
	"time"

	"ikd/station/app/pages"
	"ikd/station/siak"
)

// asleep is how far apart two ticks of one second must lie to say that the
// laptop slept.
const asleep = 30 * time.Second

// between is the time between two readings of the clock. While a laptop sleeps
// only the clock on the wall goes on, or, on some systems, both do.
func between(before, now time.Time) time.Duration {
	return max(now.Sub(before), now.Round(0).Sub(before.Round(0)))
}

// touch notes that the officer is there.
func (s *sessions) touch() { s.touched = s.env.Now() }

// guard locks the window where the officer has gone, or the laptop slept and the
// system has not said so before (see [App.LockNow]).
func (s *sessions) guard(now time.Time) {
	before := s.ticked
	s.ticked = now
	if !before.IsZero() && between(before, now) > asleep {
		s.sleep()
	}
	if s.session == nil || s.locked {
		return
	}
	if idle := s.session.IdleLock(); idle > 0 && now.Sub(s.touched) >= idle {
		s.lock()
	}
}

// sleep locks before the laptop sleeps, or after. Whoever signs in just then finds
// it locked again, see [sessions.unlessSlept].
func (s *sessions) sleep() {
	s.sleeps++
	s.lock()
}

// unlessSlept does what a right secret leads to. Where the laptop has slept since
// the secret was typed, the window is locked at once: who typed it may have gone.
func (s *sessions) unlessSlept(since int, open func()) {
	open()
	if s.sleeps != since {
		s.lock()
	}
}

// lock puts the sign-in page before the counter at once and has the keys forgotten
// beside the GUI thread. A secret that was half typed is forgotten too.
func (s *sessions) lock() {
	if s.session == nil || s.locked {
		return
	}
	s.locked = true
	s.counter.page, s.counter.list = nil, nil
	session := s.session
	page := newSignInPage(s, []pages.Account{session.Me()})
	page.locked = session
	s.env.Open(page)
	s.env.Work(func(ctx context.Context) func() {
		failed := siak.KindOf(session.Lock(ctx))
		accounts, err := s.backend.Accounts()
		return func() {
			if err == nil {
				page.list(accounts, session.Me().Name)
			}
			page.wrong.kind = failed
			if s.env.Screen() == page {
				s.env.Rebuild()
			}
		}
	})
}

// unlocked goes back to the counter as it was left.
func (s *sessions) unlocked() {
	if s.counter == nil {
		return // the registry's order came first
	}
	s.locked = false
	s.touch()
	s.env.Open(s.counter)
	s.scans.offer()
}
