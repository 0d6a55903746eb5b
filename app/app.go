// Package app is the window: it shows a [desk.State] and passes keys on.
//
// Views are dumb. A screen is built from values and built anew where they
// changed; nothing is decided here that package desk could decide. The widgets
// are in package ui, which knows nothing of this program; the pages that the
// menu opens are in package pages; here are the window as a whole, what an
// officer signs in through, and the counter page. [ui.Thread] alone stands
// between the GUI thread and the rest of the program.
//
// # Keys
//
// Nothing on the counter page can take the focus, so every key reaches the
// window: Enter confirms, Esc puts away, F1 to F11 do what the help
// (F1) lists. A key that is held down acts once. A panel that is open takes the
// arrows, Enter and Esc; the training panel takes the arrows and the space
// bar, so that Enter and Esc stay with the citizen. Only the screens before the
// counter and the pages of the menu (officers, audit, wipe, one's own secret)
// have fields, and those pass the keys on that are not theirs.
//
// Every press passes the keyboard first, in fields too, which tells a person's keys from
// a USB scanner's by the rules of package wedge: Enter confirms only where no scanner can
// have sent it, and a scan never gets into a field.
//
// # The lock
//
// F9 locks, and the window locks itself after some minutes without a key or the
// mouse, when the system says that the laptop is about to sleep, and when it finds
// that the laptop slept. A phone that is read does not count: anybody can hold one
// up. Behind the lock the counter stays as it was; the keys are gone and the camera
// is off.
//
// # The live picture
//
// The pipeline's goroutine copies a frame, mirrored, into the back one of two
// buffers that the window owns, gives the frame back at once and asks for at
// most one repaint. The GUI thread swaps the buffers.
//
// # The end
//
// The window is told to end when it is closed, when the context of [App.Run] ends
// or when the toolkit's event loop returns. From then on the session is closed and
// what [App.OnEnd] was given is done, whether or not that loop ever returns.
package app

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/sound"
	"ikd/station/assets/words"
)

// The window's size at first, which leaves space for title and task bar on a
// screen of 1366×768; it works from smallest up, which is less than 1280×720 leaves
// where the system enlarges everything by half.
var (
	firstSize = fyne.NewSize(1280, 696)
	smallest  = fyne.NewSize(800, 390)
)

// Screen is the screen on which the window opens, in the screen's own pixels.
type Screen struct {
	Width, Height int
	WorkHeight    int // less the task bar
}

// titleHeight is the height of a window's title, in pixels at 100 %.
const titleHeight = 32

// fitted is the size of a window of a wanted size that stands in the middle of the
// screen and lies in the work area with its title, in pixels at 100 %. scale is how much
// larger everything is drawn.
func (s Screen) fitted(want fyne.Size, scale float32) fyne.Size {
	edge := max(float32(s.Height-s.WorkHeight), titleHeight*scale)
	return want.Min(fyne.NewSize(float32(s.Width)/scale, (float32(s.Height)-2*edge)/scale)).Max(smallest)
}

// sizeOf reads a remembered size.
func sizeOf(pref string) fyne.Size {
	var w, h int
	if n, _ := fmt.Sscanf(pref, "%dx%d", &w, &h); n != 2 {
		return firstSize
	}
	return fyne.NewSize(float32(w), float32(h)).Max(smallest)
}

// App is the window of the station. Everything that it is made of belongs to the
// GUI thread, but for what says otherwise.
type App struct {
	fyne     fyne.App
	thread   *ui.Thread
	env      *pages.Env
	prefs    *preferences
	sessions *sessions
	keyboard *keyboard
	clock    *ui.Latest[time.Time]
	ending   *ending
	screen   func() Screen // nil where nobody can tell
}

// New makes the window of an application; [App.Run] shows it.
func New(a fyne.App, b Backend) *App {
	thread := ui.NewThread()
	env := &pages.Env{Now: time.Now, Words: words.For(words.Lang(b.Pref(prefLanguage)))}
	prefs := newPreferences(env, thread, b)
	app := &App{
		fyne: a, thread: thread, env: env, prefs: prefs,
		sessions: newSessions(env, thread, b, prefs, &sound.Player{}),
		ending:   newEnding(fyneLoop{a}, thread),
	}
	app.sessions.quit = app.ending.quit
	app.keyboard = newKeyboard(app, b)
	app.sessions.scans.keyboard = app.keyboard
	app.clock = ui.NewLatest(thread, app.tick)
	return app
}

// Run shows the window and returns when it was closed or ctx has ended, after
// the officer was signed out. It must be called on the main goroutine, and stays
// there for as long as the toolkit's event loop does, see [App.OnEnd].
func (a *App) Run(ctx context.Context) {
	a.ending.run(ctx, func(ctx context.Context) {
		a.start(ctx)
		a.keyboard.follow()
		a.thread.Spawn(func() { a.keepTime(ctx) })
	}, a.sessions.close)
}

// OnEnd sets what is done as soon as the window is told to end: once, on a
// goroutine of its own, whether or not the toolkit's event loop returns. It is to
// call signOut, which closes the session, forgets the keys and waits for the
// window's own work; it may end the process. Without it [App.Run] calls signOut
// itself. It must be called before [App.Run] or [App.RunSecond].
func (a *App) OnEnd(f func(signOut func() error)) { a.ending.hook = f }

// ToFront brings the window to the front. It may be called from any goroutine.
func (a *App) ToFront() {
	a.thread.Post(func() {
		if a.env.Window == nil {
			return // it is about to come
		}
		a.env.Show()
		a.env.RequestFocus()
	})
}

// LockNow locks the window if an officer is at work, and returns when the keys
// are gone or ctx has ended. It may be called from any goroutine but the GUI's,
// while [App.Run] runs.
func (a *App) LockNow(ctx context.Context) {
	gone := make(chan struct{})
	a.thread.Post(func() {
		session := a.sessions.session
		a.sessions.sleep()
		a.thread.Spawn(func() {
			defer close(gone)
			if session != nil {
				_ = session.Lock(ctx) // the sign-in page says what came of its own call
			}
		})
	})
	select {
	case <-gone:
	case <-ctx.Done():
	}
}

// start opens the window on its first screen.
func (a *App) start(ctx context.Context) {
	a.makeWindow(ctx)
	a.env.SetMinimum(smallest)
	a.env.Resize(sizeOf(a.prefs.get(prefSize)))
	a.env.SetFullScreen(a.prefs.get(prefFull) == "on")
	a.env.SetCloseIntercept(a.sessions.closeWindow)
	a.env.Open(blankPage{})
	a.env.Show()
	a.fit(sizeOf(a.prefs.get(prefSize)))
	a.sessions.welcome()
}

// fit brings the whole window onto the screen: a remembered size may be of another
// screen, and the system may enlarge everything since.
func (a *App) fit(want fyne.Size) {
	if a.screen == nil || a.env.FullScreen() {
		return
	}
	screen := a.screen()
	if screen.Height == 0 {
		return
	}
	if size := screen.fitted(want, a.env.Canvas().Scale()); size != want {
		a.env.Resize(size)
		a.env.CenterOnScreen()
	}
}

// OnScreen tells how large the screen is on which the window opens; a zero Screen where
// that is not known. screen is called on the GUI thread, once the window is there. It
// must be set before [App.Run].
func (a *App) OnScreen(screen func() Screen) { a.screen = screen }

// makeWindow makes the window, without anything in it.
func (a *App) makeWindow(ctx context.Context) {
	a.env.Ctx = ctx
	a.fyne.SetIcon(assets.AppIcon)
	a.env.Window = ui.NewWindow(a.fyne, a.thread, a.keyboard, a.prefs.look())
	a.env.SetMaster()
	a.env.SetOnDropped(a.sessions.dropped)
}

// keepTime moves the clock of the header.
func (a *App) keepTime(ctx context.Context) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			a.clock.Put(a.env.Now())
		}
	}
}

func (a *App) tick(now time.Time) {
	a.keyboard.lapse(a.keyboard.moment())
	a.sessions.scans.tick(now)
	a.sessions.guard(now)
	a.env.ShowCapsLock()
	if s, ok := a.env.Screen().(interface{ tick() }); ok {
		s.tick()
	}
}

// blankPage is the screen of the first instant.
type blankPage struct{}

// Build implements [ui.Screen].
func (blankPage) Build() fyne.CanvasObject { return ui.NewStack() }

// Focus implements [ui.Screen].
func (blankPage) Focus() fyne.Focusable { return nil }

// Key implements [ui.Screen].
func (blankPage) Key(fyne.KeyName) {}
