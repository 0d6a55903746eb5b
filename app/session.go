package app

import (
	"context"

	"ikd/station/app/desk"
	"ikd/station/assets/sound"
)

// begin goes to the counter with a signed-in officer.
func (a *App) begin(s Session) {
	a.session, a.condition = s, Condition{}
	a.touch()
	a.sounds.Open()
	a.counter = newCounter(a)
	a.open(a.counter)
	s.Watch(a.counter.preview.receive)
	s.Desk().Subscribe(a.states.put)
	s.Watching(a.conditions.put)
	if s.Me().Renew {
		a.counter.enter(newOwnSecret(a.counter))
	}
}

// part gives the session up without closing it; its counter is gone.
func (a *App) part() Session {
	session := a.session
	a.session, a.counter, a.locked = nil, nil, false
	return session
}

// signOut ends the session beside the GUI thread and asks who works next.
func (a *App) signOut() {
	session := a.part()
	a.open(newBlank(a))
	a.gui.work(a.ctx, func(context.Context) func() {
		_ = session.Close() // the workers have stopped either way
		return a.welcome
	})
}

// changed is news of how the store is.
func (a *App) changed(c Condition) {
	if a.counter == nil {
		return
	}
	banner := c.Reading != a.condition.Reading
	a.condition = c
	switch {
	case c.Ordered:
		a.obey()
	case banner:
		a.counter.arrange() // the strip comes
	default:
		a.counter.render()
	}
}

// training is the training panel's handle, nil outside training mode.
func (a *App) training() Training {
	if a.session == nil {
		return nil
	}
	return a.session.Training()
}

// show is a new state of the desk.
func (a *App) show(s desk.State) {
	if a.counter == nil {
		return // signed out meanwhile
	}
	a.chime(a.counter.state, s)
	a.counter.update(s)
	if a.closing && s.Phase != desk.Saving {
		a.closing = false
		a.close()
	}
}

// chime plays the sound of a state that has a newer one than the last.
func (a *App) chime(before, now desk.State) {
	if now.Chime <= before.Chime || a.mute {
		return
	}
	switch now.Sound {
	case desk.SoundGood:
		a.sounds.Play(sound.Good)
	case desk.SoundWarn:
		a.sounds.Play(sound.Warn)
	case desk.SoundRefuse:
		a.sounds.Play(sound.Refuse)
	}
}
