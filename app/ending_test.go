package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
)

// hungLoop is an event loop that serves what is posted until it is told to end,
// and then hangs.
type hungLoop struct {
	posted  chan func()
	hang    chan struct{}
	asked   chan string
	release chan struct{} // of the goroutine, after the test
}

func newHungLoop() *hungLoop {
	return &hungLoop{make(chan func(), 64), make(chan struct{}, 8), make(chan string, 8), make(chan struct{})}
}

func (l *hungLoop) Run() {
	for {
		select {
		case f := <-l.posted:
			f()
		case <-l.hang:
			<-l.release
			return
		case <-l.release:
			return
		}
	}
}

func (l *hungLoop) Quit()     { l.asked <- "quit"; l.hang <- struct{}{} }
func (l *hungLoop) QuitSoon() { l.asked <- "quit soon"; l.hang <- struct{}{} }

// inHand is a window whose toolkit hangs at the end, with an officer at work.
type inHand struct {
	*rig
	loop   *hungLoop
	cancel context.CancelFunc
	ended  chan error // what signing out said, at the end
}

func newInHand(t *testing.T) *inHand {
	t.Helper()
	r := newRig(t, plain)
	h := &inHand{rig: r, loop: newHungLoop(), ended: make(chan error, 2)}
	app := New(fyne.CurrentApp(), r.backend)
	app.sessions.sounds, app.env.Now = r.sounds, r.app.env.Now
	app.thread.Post = func(f func()) { h.loop.posted <- f }
	app.ending.loop = h.loop
	r.app = app
	ctx, cancel := context.WithCancel(t.Context())
	h.cancel = cancel
	app.OnEnd(func(signOut func() error) { h.ended <- signOut() })
	r.backend.officers = workers()
	gone := make(chan struct{})
	go func() { defer close(gone); app.Run(ctx) }()
	t.Cleanup(func() { // the next window's widgets are made on another goroutine
		cancel()
		close(h.loop.release)
		<-gone
	})
	h.do(func() { r.work(judgedState("eligible")) })
	return h
}

// do does something on the GUI thread, and waits for it and what it leads to.
func (h *inHand) do(f func()) {
	done := make(chan struct{})
	h.loop.posted <- f
	h.loop.posted <- func() { close(done) }
	<-done
}

// end holds that the officer is signed out although the toolkit hangs.
func (h *inHand) end(asked string) {
	h.t.Helper()
	select {
	case err := <-h.ended:
		if err != nil {
			h.t.Errorf("signing out: %v", err)
		}
	case <-time.After(5 * time.Second):
		h.t.Fatal("the end waits for the toolkit")
	}
	if got := <-h.loop.asked; got != asked {
		h.t.Errorf("the toolkit was told %q, want %q", got, asked)
	}
	if !h.backend.session.closed {
		h.t.Error("the session is still open")
	}
	select {
	case <-h.ended:
		h.t.Error("the end came twice")
	default:
	}
}

// Whatever tells the window to end, the officer is signed out and the program can
// end, although the toolkit's event loop never returns.
func TestTheEndDoesNotWaitForTheToolkit(t *testing.T) {
	t.Run("the window is closed", func(t *testing.T) {
		h := newInHand(t)
		h.loop.posted <- h.app.sessions.closeWindow
		h.end("quit")
	})
	t.Run("the context ends", func(t *testing.T) {
		h := newInHand(t)
		h.cancel()
		h.end("quit soon")
	})
	t.Run("both", func(t *testing.T) {
		h := newInHand(t)
		h.loop.posted <- h.app.sessions.closeWindow
		if got := <-h.loop.asked; got != "quit" {
			t.Errorf("the toolkit was told %q", got)
		}
		h.cancel()
		h.end("quit soon")
	})
	t.Run("behind the lock", func(t *testing.T) {
		h := newInHand(t)
		h.do(func() { h.press(fyne.KeyF9) })
		h.cancel()
		h.end("quit soon")
	})
	t.Run("after a save that was under way", func(t *testing.T) {
		h := newInHand(t)
		saving := judgedState("eligible")
		saving.Phase = desk.Saving
		h.do(func() { h.desk.tell(saving) })
		h.do(h.app.sessions.closeWindow)
		select {
		case <-h.ended:
			t.Fatal("the window ended in the middle of a save")
		default:
		}
		h.loop.posted <- func() { h.desk.tell(savedState("queued")) }
		h.end("quit")
	})
}

// A sign-in that comes through only after the end leaves no session open.
func TestASessionThatOpensAfterTheEndIsClosed(t *testing.T) {
	var open openSessions
	before, after := &fakeSession{}, &fakeSession{}
	if !open.add(before) || before.closed {
		t.Fatal("a session was closed for nothing")
	}
	if err := open.closeAll(); err != nil || !before.closed {
		t.Errorf("closing: %v", err)
	}
	if open.add(after) || !after.closed {
		t.Error("a session was opened behind the end")
	}
	var wiping openSessions
	taken := &fakeSession{}
	wiping.add(taken)
	if !wiping.take(taken) || wiping.take(taken) {
		t.Error("a session was not handed over, or twice")
	}
	if err := wiping.closeAll(); err != nil || taken.closed {
		t.Error("the end closed a session in the middle of a wipe")
	}
	before.closed = false
	if err := open.close(before); err != nil || before.closed {
		t.Error("a session was closed twice")
	}
}

// endingLoop returns when it is told to.
type endingLoop struct{ quit chan struct{} }

func (l endingLoop) Run()      { <-l.quit }
func (l endingLoop) Quit()     { close(l.quit) }
func (l endingLoop) QuitSoon() { close(l.quit) }

// Run returns behind the end; where the loop ends by itself, that is the end.
func TestRunReturnsBehindTheEnd(t *testing.T) {
	for name, self := range map[string]bool{"told": false, "by itself": true} {
		loop, thread := endingLoop{make(chan struct{})}, ui.NewThread()
		e := newEnding(loop, thread)
		steps := make(chan string, 4)
		e.hook = func(signOut func() error) {
			if err := signOut(); !errors.Is(err, errTest) {
				t.Errorf("%s: %v", name, err)
			}
			steps <- "ended"
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			e.run(ctx, func(ctx context.Context) {
				thread.Spawn(func() { <-ctx.Done() }) // work that only the end stops
			}, func() error { steps <- "signed out"; return errTest })
			steps <- "returned"
		}()
		if self {
			close(loop.quit)
		} else {
			cancel()
		}
		for _, want := range []string{"signed out", "ended", "returned"} {
			if got := <-steps; got != want {
				t.Fatalf("%s: %s before %s", name, got, want)
			}
		}
		cancel()
	}
}

var errTest = errors.New("as the test wants it")
