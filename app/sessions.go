package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets/sound"
	"ikd/station/siak"
)

// sounder plays the sounds; *sound.Player is one.
type sounder interface {
	Open()
	Play(name sound.Name)
}

// sessions is who is at work in the window: it goes from the sign-in page to the
// counter and back, and to the lock between.
type sessions struct {
	env     *pages.Env
	thread  *ui.Thread
	backend Backend
	prefs   *preferences
	menus   *menus
	sounds  sounder
	quit    func() // ends the window
	open    openSessions
	scans   *scans

	session    Session // who is signed in, behind the lock too; nil for nobody
	counter    *counterPage
	locked     bool // the session is, and the counter is behind the sign-in page
	sleeps     int  // of the laptop, as far as they were noticed
	states     *ui.Latest[desk.State]
	conditions *ui.Latest[Condition]
	condition  Condition
	touched    time.Time // when the officer last did anything
	ticked     time.Time
	closing    bool // the window closes once the save that is under way has ended
}

func newSessions(env *pages.Env, t *ui.Thread, b Backend, prefs *preferences, sounds sounder) *sessions {
	s := &sessions{env: env, thread: t, backend: b, prefs: prefs, sounds: sounds}
	s.menus = &menus{env: env, sessions: s, prefs: prefs}
	s.scans = &scans{env: env, sessions: s, prefs: prefs}
	s.states = ui.NewLatest(t, s.show)
	s.conditions = ui.NewLatest(t, s.changed)
	return s
}

// welcome asks who works here and shows first start or sign-in.
func (s *sessions) welcome() { s.welcomeWith("") }

// welcomeWith is welcome after something has failed, "" for nothing.
func (s *sessions) welcomeWith(failed siak.Kind) {
	s.env.Work(func(context.Context) func() {
		accounts, err := s.backend.Accounts()
		switch kind := siak.KindOf(err); kind {
		case "":
			return func() {
				page := newSignInPage(s, accounts)
				page.wrong.kind = failed
				s.env.Open(page)
			}
		case siak.KindWiped:
			return s.finishWipe
		default:
			return func() { s.env.Open(&unusablePage{sessions: s, kind: kind}) }
		}
	})
}

// begin goes to the counter with a signed-in officer.
func (s *sessions) begin(session Session) {
	s.session, s.condition = session, Condition{}
	s.touch()
	s.sounds.Open()
	s.counter = newCounterPage(s)
	s.env.Open(s.counter)
	session.Watch(s.counter.preview.Receive)
	session.Desk().Subscribe(s.states.Put)
	session.Watching(s.conditions.Put)
	if session.Me().Renew {
		s.counter.Enter(pages.NewOwnSecretPage(s.env, s.counter, session))
	} else {
		offerRecoveryCode(s)
	}
	s.scans.offer()
}

// part gives the session up without closing it; its counter is gone.
func (s *sessions) part() Session {
	session := s.session
	s.session, s.counter, s.locked = nil, nil, false
	return session
}

// signOut ends the session beside the GUI thread and asks who works next.
func (s *sessions) signOut() {
	session := s.part()
	s.env.Open(blankPage{})
	s.env.Work(func(context.Context) func() {
		_ = s.open.close(session) // the workers have stopped either way
		return s.welcome
	})
}

// close signs out for good; it may be called from any goroutine.
func (s *sessions) close() error { return s.open.closeAll() }

// changed is news of how the store is.
func (s *sessions) changed(c Condition) {
	if s.counter == nil {
		return
	}
	banner := c.Reading != s.condition.Reading
	s.condition = c
	switch {
	case c.Ordered:
		s.obey()
	case banner:
		s.counter.arrange() // the strip comes
	default:
		s.counter.render()
	}
}

// training is the training panel's handle, nil outside training mode.
func (s *sessions) training() pages.Training {
	if s.session == nil {
		return nil
	}
	return s.session.Training()
}

// show is a new state of the desk.
func (s *sessions) show(state desk.State) {
	if s.counter == nil {
		return // signed out meanwhile
	}
	s.chime(s.counter.state, state)
	s.counter.update(state)
	if s.closing && state.Phase != desk.Saving {
		s.closing = false
		s.closeWindow()
	}
}

// chime plays the sound of a state that has a newer one than the last.
func (s *sessions) chime(before, now desk.State) {
	if now.Chime <= before.Chime || s.prefs.mute {
		return
	}
	if name, heard := recordings[now.Sound]; heard {
		s.sounds.Play(name)
	}
}

// recordings has the recording of each sound; silence has none.
var recordings = map[desk.Sound]sound.Name{
	desk.SoundGood: sound.Good, desk.SoundWarn: sound.Warn, desk.SoundRefuse: sound.Refuse,
}

// closeWindow is the window's ✕. Nothing is asked: what was confirmed is in the
// ledger and is sent the next time. Only a save that is under way is waited
// for.
func (s *sessions) closeWindow() {
	if s.counter != nil && s.counter.state.Phase == desk.Saving {
		s.closing = true
		return
	}
	s.env.SetCloseIntercept(nil)
	if !s.env.FullScreen() {
		s.prefs.keepSize(s.env.Canvas().Size())
	}
	s.quit()
}

// dropped takes in a file that was dropped on the window, wherever the officer
// is: the page opens by itself.
func (s *sessions) dropped(_ fyne.Position, files []fyne.URI) {
	drives, can := s.session.(pages.Drives)
	if !can || s.locked || !s.counter.Shown() || len(files) == 0 || files[0].Scheme() != storage.NewFileURI("").Scheme() {
		return
	}
	page, open := s.counter.page.(*pages.DrivePage)
	if !open {
		if s.counter.page != nil {
			return // what is half typed there is not thrown away
		}
		page = pages.NewDrivePage(s.env, s.counter, drives)
		s.counter.Enter(page)
	}
	page.Take(files[0].Path())
}
