package app

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// later moves the clock and lets a second tick.
func (r *rig) later(d time.Duration) {
	now := r.app.env.Now().Add(d)
	r.app.env.Now = func() time.Time { return now }
	r.app.tick(now)
}

// lockedRig is a counter with a card and a next one, behind the lock.
func lockedRig(t *testing.T) *rig {
	t.Helper()
	state := judgedState(siak.Eligible)
	state.Next = true
	r := newRig(t, plain).work(state)
	r.press(fyne.KeyF9)
	if r.backend.session.locks != 1 || !r.app.sessions.locked {
		t.Fatal("F9 does not lock")
	}
	return r
}

func TestWorkInHandStaysBehindTheLock(t *testing.T) {
	r := lockedRig(t)
	counter := r.app.sessions.counter
	if r.app.env.Screen() == ui.Screen(counter) {
		t.Fatal("the counter can be seen")
	}
	r.press(fyne.KeyF4, fyne.KeyF3, fyne.KeyEscape, fyne.KeyF9)
	r.typeIn("frasa sandi")
	r.press(fyne.KeyReturn)
	if r.app.sessions.locked || r.app.env.Screen() != ui.Screen(counter) || r.app.sessions.counter != counter {
		t.Fatal("unlocking does not lead back to the same counter")
	}
	if !slices.Equal(r.backend.session.unlocks, []string{"frasa sandi"}) || r.backend.session.closed {
		t.Errorf("unlocked with %q", r.backend.session.unlocks)
	}
	if s := counter.state; s.Phase != desk.Judged || s.Card == nil || !s.Next {
		t.Error("the card is gone")
	}
	r.press(fyne.KeyReturn)
	if r.desk.confirms != 1 || r.desk.away != 0 {
		t.Errorf("%d confirmed, %d put away", r.desk.confirms, r.desk.away)
	}
}

func TestWhatHappensBehindTheLockIsThereAfterwards(t *testing.T) {
	r := lockedRig(t)
	r.desk.tell(savedState(siak.Accepted)) // the Sender went on
	if r.app.env.Screen() == ui.Screen(r.app.sessions.counter) {
		t.Fatal("news opened the lock")
	}
	r.typeIn("frasa sandi")
	r.press(fyne.KeyReturn)
	if r.app.sessions.counter.state.Phase != desk.Saved {
		t.Error("news from behind the lock is lost")
	}
}

func TestWrongSecretAtTheLock(t *testing.T) {
	r := lockedRig(t)
	r.backend.session.wrong = siak.E("unlock", siak.KindWrongPassphrase, nil)
	r.backend.accounts = []Account{{Name: "Ratna Dewi", Lockout: Lockout{Left: 14}}}
	r.backend.officers = nil
	r.typeIn("bukan ini")
	r.press(fyne.KeyReturn)
	d := r.app.env.Screen().(*signInPage)
	if !r.app.sessions.locked || d.failure() != "Frasa sandi salah. Sisa 14 percobaan." {
		t.Errorf("told %q", d.failure())
	}
	if r.app.env.Canvas().Focused() != d.pass || d.pass.Text != "" {
		t.Error("the field is not ready for the next try")
	}
}

func TestAnotherOfficerEndsTheLockedSession(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.backend.officers = []string{"Ratna Dewi", "Siti Rahma"}
	first := r.backend.session
	r.press(fyne.KeyF9, fyne.KeyDown)
	r.backend.session = &fakeSession{desk: r.desk, me: Account{Name: "Siti Rahma"}}
	r.typeIn("frasa siti")
	r.press(fyne.KeyReturn)
	if !first.closed || len(first.unlocks) != 0 || r.app.sessions.session != Session(r.backend.session) || r.app.sessions.locked {
		t.Error("the second officer is not at work, or the first still is")
	}
}

func TestAWrongSecretOfAnotherOfficerLeavesTheLockedSession(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.backend.officers = []string{"Ratna Dewi", "Siti Rahma"}
	first, counter := r.backend.session, r.app.sessions.counter
	r.press(fyne.KeyF9, fyne.KeyDown)
	r.backend.err = siak.E("admit", siak.KindWrongPassphrase, nil)
	r.typeIn("frasa salah")
	r.press(fyne.KeyReturn)
	d := r.app.env.Screen().(*signInPage)
	if first.closed || !r.app.sessions.locked || r.app.sessions.counter != counter {
		t.Fatal("a wrong secret ended the session behind the lock")
	}
	if d.officer().Name != "Siti Rahma" || d.wrong.kind != siak.KindWrongPassphrase || d.pass.Text != "" {
		t.Errorf("%s is told %q", d.officer().Name, d.wrong.kind)
	}
	if r.later(time.Minute); d.wrong.kind == "" {
		t.Error("what went wrong is gone with the minute")
	}
	r.press(fyne.KeyUp)
	r.typeIn("frasa sandi")
	r.press(fyne.KeyReturn)
	if r.app.sessions.locked || r.app.env.Screen() != ui.Screen(counter) || counter.state.Card == nil {
		t.Error("the first officer does not come back to the card")
	}
}

// What fails behind a right secret, a full disk say, is the next officer's trouble.
func TestAnotherOfficersStoreDoesNotOpen(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.backend.officers = []string{"Ratna Dewi", "Siti Rahma"}
	first := r.backend.session
	r.press(fyne.KeyF9, fyne.KeyDown)
	r.backend.late = siak.E("open", siak.KindDiskFull, nil)
	r.typeIn("frasa siti")
	r.press(fyne.KeyReturn)
	if d := r.app.env.Screen().(*signInPage); !first.closed || d.locked != nil || r.app.sessions.session != nil || d.wrong.kind != siak.KindDiskFull {
		t.Errorf("closed %v, told %q", first.closed, d.wrong.kind)
	}
}

func TestLocksItselfWhenNobodyIsThere(t *testing.T) {
	idle := func(t *testing.T) *rig {
		r := newRig(t, plain)
		r.backend.session.idle = 5 * time.Minute
		return r.work(baseState())
	}
	touches := map[string]func(r *rig){
		"a key":     func(r *rig) { r.press(fyne.KeyF7) },
		"a letter":  func(r *rig) { r.app.env.Canvas().OnTypedRune()('x') },
		"the mouse": func(r *rig) { r.background().MouseMoved(&desktop.MouseEvent{}) },
	}
	for what, touch := range touches {
		t.Run(what, func(t *testing.T) {
			r := idle(t)
			for range 11 {
				r.later(25 * time.Second)
			}
			touch(r)
			for range 11 {
				r.later(25 * time.Second)
			}
			if r.app.sessions.locked {
				t.Errorf("locked though there was %s", what)
			}
			r.later(25 * time.Second)
			if !r.app.sessions.locked {
				t.Error("not locked after five minutes")
			}
		})
	}
	r := idle(t)
	for i := range 12 { // a phone that is held up is nobody at the keys
		r.desk.tell(judgedState(siak.Outcomes()[i]))
		r.later(25 * time.Second)
	}
	if !r.app.sessions.locked {
		t.Error("readings keep the counter open")
	}
}

func TestLocksWhenTheLaptopSlept(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.later(time.Second)
	r.later(29 * time.Second)
	if r.app.sessions.locked {
		t.Fatal("a slow moment was taken for sleep")
	}
	r.later(31 * time.Second)
	if !r.app.sessions.locked {
		t.Error("open after the laptop slept")
	}
}

func TestNoLockWhereNobodyIsSignedIn(t *testing.T) {
	r, _ := openSignIn(t, false, "Ratna Dewi")
	r.press(fyne.KeyF9)
	r.later(time.Second)
	r.later(time.Hour)
	if r.app.sessions.locked {
		t.Error("locked with nobody signed in")
	}
}

func TestLockForgetsWhatIsOpen(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF10)
	r.app.sessions.counter.Enter(pages.NewOwnSecretPage(r.app.env, r.app.sessions.counter, r.app.sessions.session))
	r.typeIn("setengah")
	r.press(fyne.KeyF9)
	if r.app.env.Panel() != nil || r.app.sessions.counter.page != nil {
		t.Error("a half typed secret stays behind the lock")
	}
}

func TestIdleTimeIsChosenInTheMenu(t *testing.T) {
	r := newRig(t, plain)
	r.backend.session.idle = 5 * time.Minute
	r.work(baseState())
	r.press(fyne.KeyF10)
	for i, it := range r.app.env.Panel().Items {
		if it.Text == "Kunci otomatis: 5 menit" {
			r.app.env.Panel().Cursor = i
		}
	}
	r.press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	if got := r.backend.session.idle; got != 2*time.Minute { // 10, 15, and round
		t.Errorf("locks after %v", got)
	}
	if r.app.env.Panel() == nil || r.app.env.Panel().Items[r.app.env.Panel().Cursor].Text != "Kunci otomatis: 2 menit" {
		t.Error("the menu does not tell the new time")
	}
}

func TestLockoutCountsDownAndGivesTheFieldBack(t *testing.T) {
	r := newRig(t, plain)
	r.backend.accounts = []Account{
		{Name: "Dewi Lestari", Lockout: Lockout{Full: true}},
		{Name: "Siti Rahma", Lockout: Lockout{Left: 10, Until: noon.Add(15 * time.Second)}},
	}
	r.app.sessions.welcome()
	d := r.app.env.Screen().(*signInPage)
	r.press(fyne.KeyReturn)
	if d.Focus() != nil || r.backend.given != "" {
		t.Error("a locked account may try")
	}
	r.press(fyne.KeyDown, fyne.KeyReturn)
	r.later(14 * time.Second)
	if d.Focus() != nil || r.backend.given != "" {
		t.Error("tried before the wait was over")
	}
	r.later(time.Second)
	if r.app.env.Canvas().Focused() != d.pass {
		t.Fatal("the field does not come back")
	}
	r.typeIn("frasa siti")
	r.press(fyne.KeyReturn)
	if r.backend.given != "frasa siti" {
		t.Error("no sign-in after the wait")
	}
}
