package app

import (
	"context"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// thread is the way between the GUI thread and everything else: the only place
// of the program that hands work to the GUI thread, and the only one that
// starts goroutines for it. All fields of [App] belong to the GUI thread.
type thread struct {
	// post runs f on the GUI thread some time later; spawn runs f beside it.
	post  func(f func())
	spawn func(f func())
	jobs  sync.WaitGroup
	// over is set when the window ends: from then on the toolkit would run what is
	// posted in whatever goroutine posts it.
	over atomic.Bool
}

func newThread() *thread {
	t := &thread{}
	t.spawn = t.jobs.Go
	t.post = func(f func()) {
		fyne.Do(func() {
			if !t.over.Load() {
				f()
			}
		})
	}
	return t
}

// quit ends the event loop, on the GUI thread.
func (a *App) quit() {
	a.gui.over.Store(true)
	a.fyne.Quit()
}

// endWith ends the event loop when ctx ends. The toolkit hears the system's
// signals itself and may have ended the loop by then; what touches a window
// after that panics, so the windows are left to the loop's own end.
func (a *App) endWith(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		a.gui.over.Store(true)
		fyne.Do(a.fyne.Driver().Quit)
	})
}

// ToFront brings the window to the front. It may be called from any goroutine.
func (a *App) ToFront() {
	a.post(func() {
		if a.window == nil {
			return // it is about to come
		}
		a.window.Show()
		a.window.RequestFocus()
	})
}

// work does a job that may block and brings what came of it to the GUI thread.
// The job's result is what to do there; nil for nothing. ctx ends the job.
func (t *thread) work(ctx context.Context, job func(ctx context.Context) func()) {
	t.spawn(func() {
		done := job(ctx)
		if done != nil && ctx.Err() == nil {
			t.post(done)
		}
	})
}

// newest brings values from any goroutine to the GUI thread: at most one
// waits there, and it is the newest. (The toolkit's own queue has no bound.)
type newest[T any] struct {
	show func(T) // on the GUI thread
	post func(func())

	mu      sync.Mutex
	value   T
	waiting bool
}

func (n *newest[T]) put(v T) {
	n.mu.Lock()
	n.value = v
	first := !n.waiting
	n.waiting = true
	n.mu.Unlock()
	if first {
		n.post(n.deliver)
	}
}

func (n *newest[T]) deliver() {
	n.mu.Lock()
	v := n.value
	n.waiting = false
	n.mu.Unlock()
	n.show(v)
}
