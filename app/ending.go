package app

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
)

// eventLoop is the part of the toolkit that the end of the window depends on. It
// may hang: its own queues have waited for each other.
type eventLoop interface {
	// Run returns some time after Quit or QuitSoon, or never.
	Run()
	// Quit is called on the GUI thread, QuitSoon on any other goroutine.
	Quit()
	QuitSoon()
}

// fyneLoop is the event loop of Fyne.
type fyneLoop struct{ app fyne.App }

// Run implements [eventLoop].
func (l fyneLoop) Run() { l.app.Run() }

// Quit implements [eventLoop].
func (l fyneLoop) Quit() { l.app.Quit() }

// QuitSoon implements [eventLoop]. The toolkit catches the system's signals itself
// and may have ended the loop by then; what touches a window after that panics, so
// the windows are left to the loop's own end.
func (l fyneLoop) QuitSoon() { fyne.Do(l.app.Driver().Quit) }

// ending is the end of the window, which does not depend on the toolkit.
type ending struct {
	loop   eventLoop
	thread *ui.Thread
	hook   func(signOut func() error) // see [App.OnEnd]; nil for none

	once sync.Once
	told chan struct{} // closed when the window is told to end
}

func newEnding(loop eventLoop, thread *ui.Thread) *ending {
	return &ending{loop: loop, thread: thread, told: make(chan struct{})}
}

// tell tells the window to end.
func (e *ending) tell() {
	e.once.Do(func() {
		e.thread.End()
		close(e.told)
	})
}

// quit ends the window, on the GUI thread.
func (e *ending) quit() {
	e.tell()
	e.loop.Quit()
}

// run starts the window and returns when the event loop and what belongs to the
// end have ended. closeSession signs the officer out.
func (e *ending) run(ctx context.Context, start func(context.Context), closeSession func() error) {
	// The end below cancels work alone: were the toolkit told by that too, it would
	// be told to quit twice, and in no order.
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	start(work)
	stop := context.AfterFunc(ctx, func() {
		e.tell()
		e.loop.QuitSoon()
	})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-e.told
		e.finish(func() error {
			err := closeSession()
			cancel()
			e.thread.Wait()
			return err
		})
	}()
	e.loop.Run()
	stop()
	e.tell()
	<-ended
}

// finish does what belongs to the end, on the goroutine of the end.
func (e *ending) finish(signOut func() error) {
	if e.hook != nil {
		e.hook(signOut)
		return
	}
	_ = signOut() // nobody is left to tell
}
