// Package app is the window: it shows a [desk.State] and passes keys on.
//
// Views are dumb. A screen is built from values and built anew where they
// changed; nothing is decided here that package desk could decide. One type,
// thread, stands between the GUI thread and the rest of the program.
//
// # Keys
//
// Nothing on the counter screen can take the focus, so every key reaches the
// window: Enter confirms, Esc puts away, F1 to F11 do what the help
// (F1) lists. A key that is held down acts once. A panel that is open takes the
// arrows, Enter and Esc; the training drawer takes the arrows and the space
// bar, so that Enter and Esc stay with the citizen. Only the screens before the
// counter and the rooms of the menu (officers, audit, wipe, one's own secret)
// have fields, and those pass the keys on that are not theirs.
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
package app

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ikd/station/app/desk"
	"ikd/station/assets"
	"ikd/station/assets/sound"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// The names under which [Backend] keeps preferences.
const (
	prefLanguage = "language"
	prefMute     = "mute"
	prefLook     = "look"
	prefFull     = "full-screen"
	prefSize     = "window-size" // "1366x768"
)

// The window's size at first, which leaves room for title and task bar on a
// screen of 1366×768; it works from smallest up.
var (
	firstSize = fyne.NewSize(1280, 696)
	smallest  = fyne.NewSize(1024, 680)
)

// sizeOf reads a remembered size.
func sizeOf(pref string) fyne.Size {
	var w, h int
	if n, _ := fmt.Sscanf(pref, "%dx%d", &w, &h); n != 2 {
		return firstSize
	}
	return fyne.NewSize(float32(w), float32(h)).Max(smallest)
}

// sounder plays the sounds; *sound.Player is one.
type sounder interface {
	Open()
	Play(name sound.Name)
}

// App is the window of the station.
type App struct {
	fyne    fyne.App
	backend Backend
	sounds  sounder
	now     func() time.Time
	gui     *thread
	ctx     context.Context // of [App.Run]: the event loop's callbacks have no other

	window  fyne.Window
	root    *fyne.Container // the screen, and over it the panel
	screen  screen
	panel   *panel
	words   *words.Words
	palette *palette
	look    look
	mute    bool
	pressed keyPress

	session    Session
	counter    *counter
	locked     bool // the session is, and the counter is behind the door
	sleeps     int  // of the laptop, as far as they were noticed
	states     *newest[desk.State]
	conditions *newest[Condition]
	condition  Condition
	clock      *newest[time.Time]
	touched    time.Time // when the officer last did anything
	ticked     time.Time
	closing    bool
}

// screen is one of: first start, sign-in, lock, counter, wipe.
type screen interface {
	// build makes everything anew, in the words and colours of now.
	build() fyne.CanvasObject
	// focus is the field to type in; nil where there is none.
	focus() fyne.Focusable
	// key handles a key that no panel took.
	key(name fyne.KeyName)
	// tick is told that a second has passed.
	tick()
}

// New makes the window of an application; [App.Run] shows it.
func New(a fyne.App, b Backend) *App {
	app := &App{
		fyne: a, backend: b, sounds: &sound.Player{}, now: time.Now, gui: newThread(),
		words: words.For(words.Lang(b.Pref(prefLanguage))),
		look:  look(b.Pref(prefLook)),
		mute:  b.Pref(prefMute) == "on",
	}
	if app.look == "" {
		app.look = lookAuto
	}
	app.states = &newest[desk.State]{show: app.show, post: app.post}
	app.conditions = &newest[Condition]{show: app.changed, post: app.post}
	app.clock = &newest[time.Time]{show: app.tick, post: app.post}
	return app
}

// post goes through the field, which tests replace.
func (a *App) post(f func()) { a.gui.post(f) }

// Run shows the window and returns when it was closed or ctx has ended, after
// the officer was signed out. It must be called on the main goroutine.
func (a *App) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer a.gui.jobs.Wait()
	defer cancel()
	a.start(ctx)
	a.gui.jobs.Go(func() { a.keepTime(ctx) })
	stop := a.endWith(ctx)
	a.fyne.Run()
	stop()
	a.end()
}

// start opens the window on its first screen.
func (a *App) start(ctx context.Context) {
	a.frame(ctx)
	a.window.SetContent(newMinimum(a.root))
	a.window.Resize(sizeOf(a.backend.Pref(prefSize)))
	a.window.SetFullScreen(a.backend.Pref(prefFull) == "on")
	a.window.SetCloseIntercept(a.close)
	a.open(newBlank(a))
	a.window.Show()
	a.welcome()
}

// frame makes the window, without anything in it.
func (a *App) frame(ctx context.Context) {
	a.ctx = ctx
	a.fyne.SetIcon(assets.AppIcon)
	a.fyne.Settings().AddListener(func(fyne.Settings) { a.post(a.systemChanged) })
	a.window = a.fyne.NewWindow("")
	a.window.SetMaster()
	a.window.SetPadded(false)
	a.root = newStack()
	a.listen()
	a.window.SetOnDropped(a.dropped)
}

// welcome asks who works here and shows first start or sign-in.
func (a *App) welcome() {
	a.gui.work(a.ctx, func(context.Context) func() {
		accounts, err := a.backend.Accounts()
		switch kind := siak.KindOf(err); kind {
		case "":
			return func() { a.open(newDoor(a, accounts, "")) }
		case siak.KindWiped:
			return a.finishWipe
		default:
			return func() { a.open(&trouble{a: a, kind: kind}) }
		}
	})
}

// listen takes every key that no field has.
func (a *App) listen() {
	a.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { a.key(e.Name) })
	a.window.Canvas().SetOnTypedRune(a.typed)
	if c, ok := a.window.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(func(e *fyne.KeyEvent) { a.down(e.Name) })
	}
}

// open goes to another screen.
func (a *App) open(s screen) {
	a.screen, a.panel = s, nil
	a.rebuild()
}

// rebuild makes the screen anew, after a change of language or colours too.
func (a *App) rebuild() {
	a.palette = paletteFor(a.look, a.fyne.Settings().ThemeVariant())
	if current, ok := a.fyne.Settings().Theme().(skin); !ok || current.p != a.palette {
		a.fyne.Settings().SetTheme(skin{a.palette})
	}
	a.window.SetTitle(a.title())
	background := newGround(a)
	a.root.Objects = []fyne.CanvasObject{background, a.screen.build()}
	if a.panel != nil {
		a.root.Add(a.panel.build())
	}
	a.root.Refresh()
	a.refocus()
}

// title is what the system shows of the window: the task bar says whether the
// station is locked.
func (a *App) title() string {
	name := a.words.Text("window.title")
	if d, ok := a.screen.(*door); ok {
		return a.words.Text(d.heading()) + " – " + name
	}
	return name
}

// refocus keeps the focus on the screen's field, or on nothing at all.
func (a *App) refocus() {
	if f := a.screen.focus(); f != nil && a.panel == nil {
		a.window.Canvas().Focus(f)
		return
	}
	a.window.Canvas().Unfocus()
}

func (a *App) systemChanged() {
	if a.palette != paletteFor(a.look, a.fyne.Settings().ThemeVariant()) {
		a.rebuild()
	}
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
			a.clock.put(a.now())
		}
	}
}

func (a *App) tick(now time.Time) {
	a.guard(now)
	a.screen.tick()
}

// close is the window's ✕. Nothing is asked: what was confirmed is in the
// ledger and is sent the next time. Only a save that is under way is waited
// for.
func (a *App) close() {
	if a.counter != nil && a.counter.state.Phase == desk.Saving {
		a.closing = true
		return
	}
	a.window.SetCloseIntercept(nil)
	if size := a.window.Canvas().Size(); !a.window.FullScreen() {
		a.keep(prefSize, fmt.Sprintf("%.0fx%.0f", size.Width, size.Height))
	}
	a.quit()
}

// end signs out after the event loop.
func (a *App) end() {
	if a.session != nil {
		_ = a.session.Close() // nobody is left to tell; the store has said so in its log
	}
}
