package scanner

import (
	"context"
	"sync"
	"time"
)

// attempt is one opening of the source. Once closed it takes no more frames,
// so a backend that was left behind and goes on later disturbs nobody.
type attempt struct {
	r       *run
	timeout *time.Timer   // nil for a recording that is waited for
	silent  chan struct{} // holds one once the time ran out
	mu      sync.Mutex
	closed  bool
	frames  int
}

// attempt runs the source once and returns how many frames it gave and why it
// ended: nil for a recording at its end.
func (r *run) attempt(ctx context.Context) (int, error) {
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := &attempt{r: r, silent: make(chan struct{}, 1)}
	if !r.paced {
		a.timeout = time.AfterFunc(r.Opening, a.runOut)
		defer a.timeout.Stop()
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-r.slots }()
		done <- r.Source.Run(ctx, a.deliver)
	}()
	err := r.await(ctx, cancel, a.silent, done)
	return a.close(), err
}

// await waits for the source to end, or leaves it behind.
func (r *run) await(ctx context.Context, cancel func(), silent <-chan struct{}, done <-chan error) error {
	var err error
	select {
	case err := <-done:
		return err
	case <-silent:
		err = &FaultError{Fault: FaultLost, Err: errSilent}
	case <-ctx.Done():
		err = ctx.Err()
	}
	cancel()
	grace := time.NewTimer(r.Grace)
	defer grace.Stop()
	select {
	case <-done:
	case <-grace.C:
	}
	return err
}

func (a *attempt) runOut() {
	select {
	case a.silent <- struct{}{}:
	default:
	}
}

// close waits for a frame in delivery and refuses those that follow.
func (a *attempt) close() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	return a.frames
}

// deliver is what the source calls with each frame.
func (a *attempt) deliver(f *Frame) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed || !f.Usable() {
		return
	}
	if a.frames == 0 {
		a.r.status(Status{Live: true})
	}
	a.frames++
	if a.timeout != nil {
		a.timeout.Reset(a.r.Silence)
	}
	if a.r.paced {
		a.r.decodeStill(f)
		return
	}
	if a.r.idle.wants(f) {
		a.r.views.show(f)
		a.r.mailbox.put(f)
	}
}
