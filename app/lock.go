package app

import (
	"context"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

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
func (a *App) touch() { a.touched = a.now() }

// guard locks the window where the officer has gone, or the laptop slept and the
// system has not said so before (see [App.LockNow]).
func (a *App) guard(now time.Time) {
	before := a.ticked
	a.ticked = now
	if !before.IsZero() && between(before, now) > asleep {
		a.sleep()
	}
	if a.session == nil || a.locked {
		return
	}
	if idle := a.session.IdleLock(); idle > 0 && now.Sub(a.touched) >= idle {
		a.lock()
	}
}

// LockNow locks the window if an officer is at work, and returns when the keys
// are gone or ctx has ended. It may be called from any goroutine but the GUI's,
// while [App.Run] runs.
func (a *App) LockNow(ctx context.Context) {
	gone := make(chan struct{})
	a.post(func() {
		session := a.session
		a.sleep()
		a.gui.spawn(func() {
			defer close(gone)
			if session != nil {
				_ = session.Lock(ctx) // the door says what came of its own call
			}
		})
	})
	select {
	case <-gone:
	case <-ctx.Done():
	}
}

// sleep locks before the laptop sleeps, or after. Who is at the door just then
// finds it locked again, see [App.unlessSlept].
func (a *App) sleep() {
	a.sleeps++
	a.lock()
}

// unlessSlept does what a right secret leads to. Where the laptop has slept since
// the secret was typed, the window is locked at once: who typed it may have gone.
func (a *App) unlessSlept(since int, open func()) {
	open()
	if a.sleeps != since {
		a.lock()
	}
}

// lock puts the door before the counter at once and has the keys forgotten
// beside the GUI thread. A secret that was half typed is forgotten too.
func (a *App) lock() {
	if a.session == nil || a.locked {
		return
	}
	a.locked = true
	a.counter.room, a.counter.list = nil, nil
	session := a.session
	d := newDoor(a, []Account{session.Me()}, "")
	d.behind = session
	a.open(d)
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		failed := siak.KindOf(session.Lock(ctx))
		accounts, err := a.backend.Accounts()
		return func() {
			if err == nil {
				d.list(accounts, session.Me().Name)
			}
			d.wrong.kind = failed
			a.reopenDoor(d)
		}
	})
}

// reopenDoor shows a door anew where it is still the screen.
func (a *App) reopenDoor(d *door) {
	if a.screen == d {
		a.rebuild()
	}
}

// unlocked goes back to the counter as it was left.
func (a *App) unlocked() {
	if a.counter == nil {
		return // the registry's order came first
	}
	a.locked = false
	a.touch()
	a.open(a.counter)
}

// ground is what everything stands on. It notices the mouse.
type ground struct {
	widget.BaseWidget
	a *App
}

var _ desktop.Hoverable = (*ground)(nil)

func newGround(a *App) *ground {
	g := &ground{a: a}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements [fyne.Widget].
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	// The window is cleared with the page's colour before anything is drawn: one
	// more rectangle of its size would be a third of what a live picture costs
	// where drawing is done in software.
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// MouseIn implements [desktop.Hoverable].
func (g *ground) MouseIn(*desktop.MouseEvent) { g.a.touch() }

// MouseMoved implements [desktop.Hoverable].
func (g *ground) MouseMoved(*desktop.MouseEvent) { g.a.touch() }

// MouseOut implements [desktop.Hoverable].
func (g *ground) MouseOut() { g.a.touch() }
