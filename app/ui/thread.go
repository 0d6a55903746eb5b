package ui

import (
	"context"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// Thread is the way between the GUI thread and everything else: the only place
// of the program that hands work to the GUI thread, and the only one that starts
// goroutines for it.
type Thread struct {
	// Post runs f on the GUI thread some time later; Spawn runs f beside it. Tests
	// replace both.
	Post  func(f func())
	Spawn func(f func())
	jobs  sync.WaitGroup
	over  atomic.Bool
}

// NewThread is the way to the toolkit's GUI thread.
func NewThread() *Thread {
	t := &Thread{}
	t.Spawn = t.jobs.Go
	t.Post = func(f func()) {
		fyne.Do(func() {
			if !t.over.Load() {
				f()
			}
		})
	}
	return t
}

// End drops whatever is posted from now on: when the event loop has ended, the
// toolkit would run it in whatever goroutine posts it.
func (t *Thread) End() { t.over.Store(true) }

// Wait returns when everything that was spawned has ended.
func (t *Thread) Wait() { t.jobs.Wait() }

// Work does a job that may block and brings what came of it to the GUI thread.
// The job's result is what to do there; nil for nothing. ctx ends the job.
func (t *Thread) Work(ctx context.Context, job func(ctx context.Context) func()) {
	t.Spawn(func() {
		done := job(ctx)
		if done != nil && ctx.Err() == nil {
			t.Post(done)
		}
	})
}

// Latest brings values from any goroutine to the GUI thread: at most one waits
// there, and it is the newest. (The toolkit's own queue has no bound.)
type Latest[T any] struct {
	show   func(T) // on the GUI thread
	thread *Thread

	mu      sync.Mutex
	value   T
	waiting bool
}

// NewLatest shows values by show, on the GUI thread.
func NewLatest[T any](t *Thread, show func(T)) *Latest[T] {
	return &Latest[T]{show: show, thread: t}
}

// Put shows a value some time later, unless a newer one comes first.
func (l *Latest[T]) Put(v T) {
	l.mu.Lock()
	l.value = v
	first := !l.waiting
	l.waiting = true
	l.mu.Unlock()
	if first {
		l.thread.Post(l.deliver)
	}
}

func (l *Latest[T]) deliver() {
	l.mu.Lock()
	v := l.value
	l.waiting = false
	l.mu.Unlock()
	l.show(v)
}
