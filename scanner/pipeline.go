package scanner

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"
)

// maxBehind is how many hung backends are left behind before the pipeline
// waits for one of them to return: each may hold a device and its buffers.
const maxBehind = 4

// errSilent is the cause of [FaultLost] where frames stopped coming.
var errSilent = errors.New("no frame for too long")

// Pipeline is a run with other settings than those of [Run]. Zero durations
// stand for the ones named with them.
type Pipeline struct {
	Source  Source
	Decoder Decoder
	Filter  *Filter // nil takes every reading
	Events  Events

	Silence   time.Duration // without a frame the camera is lost: 2 s
	Opening   time.Duration // the same for the first frame: 5 s
	RetryMin  time.Duration // first pause before opening again: 0.5 s, then doubled
	RetryMax  time.Duration // longest pause: 5 s
	Grace     time.Duration // for a source to return before it is left behind: 1 s
	IdleAfter time.Duration // without a code or motion the pipeline idles: 20 s
}

// Run reads codes from the source until ctx ends, and then returns its error,
// or until a recording has ended and its last reading was delivered, and then
// returns nil. It fails, with a [*FaultError], only where a recording cannot be
// read; whatever befalls a camera goes to Events.Status and is tried again.
//
// When Run has returned no event follows, even from a backend left behind.
func Run(ctx context.Context, src Source, dec Decoder, filter *Filter, ev Events) error {
	return Pipeline{Source: src, Decoder: dec, Filter: filter, Events: ev}.Run(ctx)
}

// Run is [Run] with the settings of p.
func (p Pipeline) Run(ctx context.Context) error {
	p.Silence = cmp.Or(p.Silence, 2*time.Second)
	p.Opening = cmp.Or(p.Opening, 5*time.Second)
	p.RetryMin = cmp.Or(p.RetryMin, 500*time.Millisecond)
	p.RetryMax = cmp.Or(p.RetryMax, 5*time.Second)
	p.Grace = cmp.Or(p.Grace, time.Second)
	p.IdleAfter = cmp.Or(p.IdleAfter, idleAfter)

	r := &run{Pipeline: p, views: newViewer(p.Events.View), slots: make(chan struct{}, maxBehind)}
	r.idle = newIdleDetector(p.IdleAfter, p.Source)
	paced, ok := p.Source.(Paced)
	r.paced = ok && paced.Paced()
	r.mailbox = newMailbox()
	var decoding sync.WaitGroup
	decoding.Go(r.decodeLive)
	err := r.supervise(ctx)
	r.mailbox.close()
	decoding.Wait()
	return err
}

type run struct {
	Pipeline
	paced   bool
	mailbox *mailbox
	views   *viewer
	idle    *idleDetector
	slots   chan struct{} // one is taken by each backend that has not returned

	reported reported // by the decoding goroutine

	mu   sync.Mutex
	told *Status // what was last told
}

// supervise opens the source, and opens it again after each fault.
func (r *run) supervise(ctx context.Context) error {
	pause := r.RetryMin
	for {
		frames, err := r.attempt(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			r.status(Status{})
			return nil
		}
		fault, by := faultOf(err)
		r.status(Status{Fault: fault, By: by})
		if fault == FaultBadImage {
			return err
		}
		if frames > 0 {
			pause = r.RetryMin
		}
		if !sleep(ctx, pause) {
			return ctx.Err()
		}
		pause = min(2*pause, r.RetryMax)
	}
}

// faultOf is the fault in err, and by whom; an error without one came from a
// device in use.
func faultOf(err error) (fault Fault, by string) {
	if e, ok := errors.AsType[*FaultError](err); ok && e.Fault != FaultNone {
		return e.Fault, e.By
	}
	return FaultLost, ""
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// status tells how the source is doing, where that has changed.
func (r *run) status(s Status) {
	s.Source = r.Source.Name()
	r.mu.Lock()
	same := r.told != nil && *r.told == s
	r.told = &s
	r.mu.Unlock()
	if !same && r.Events.Status != nil {
		r.Events.Status(s)
	}
}
