package app

import (
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/siak"
)

func TestLockedBeforeTheLaptopSleeps(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	counter := r.app.sessions.counter
	r.app.LockNow(t.Context())
	if !r.app.sessions.locked || r.backend.session.locks == 0 {
		t.Fatal("it sleeps with the counter open")
	}
	r.typeIn("frasa sandi")
	r.press(fyne.KeyReturn)
	if r.app.sessions.locked || r.app.env.Screen() != ui.Screen(counter) || counter.state.Card == nil {
		t.Error("the work in hand is gone")
	}
}

func TestSleepWhereNobodyIsSignedIn(t *testing.T) {
	r, _ := openSignIn(t, false, "Ratna Dewi")
	r.app.LockNow(t.Context()) // comes back
	if r.app.sessions.locked {
		t.Error("locked with nobody signed in")
	}
}

// The laptop may be shut while a secret is being checked. Who typed it is not there
// any more when it is opened again.
func TestSleepWhileSomebodyIsAtTheDoor(t *testing.T) {
	meanwhile := func(r *rig) {
		r.app.thread.Spawn = func(job func()) {
			r.app.thread.Spawn = func(job func()) { job() }
			r.app.LockNow(t.Context())
			job()
		}
		r.typeIn("frasa sandi")
		r.press(fyne.KeyReturn)
	}
	atLock := lockedRig(t)
	meanwhile(atLock)
	if !atLock.app.sessions.locked || len(atLock.backend.session.unlocks) != 1 {
		t.Error("the lock opened behind the sleep")
	}
	atDoor, _ := openSignIn(t, false, "Ratna Dewi")
	meanwhile(atDoor)
	if !atDoor.app.sessions.locked || atDoor.app.sessions.session == nil {
		t.Error("the sign-in opened behind the sleep")
	}
}
