package scanner

import (
	"sync/atomic"
	"time"
)

const (
	// idleAfter is after how long without a code and without motion the
	// pipeline idles.
	idleAfter = 20 * time.Second
	// idleEvery is the time between two decodes, and two previews, while it idles.
	idleEvery = 250 * time.Millisecond
)

// Throttler is a source that can deliver fewer frames, because each costs much (a
// webcam that sends JPEG). While nothing moves the pipeline asks it to.
type Throttler interface {
	Source
	// Throttle is called at the start of a pipeline's run with false, when it
	// begins to idle with true and when it ends with false, the latter two from
	// within deliver. It returns at once.
	Throttle(on bool)
}

// idleDetector keeps the pipeline working while there is something to see. Every
// frame is looked at for motion, which costs next to nothing, so that the first
// one in which something moves ends the idling.
type idleDetector struct {
	after  time.Duration
	motion motion
	next   time.Time    // when the next frame is due while it idles
	active atomic.Int64 // the last code or motion, in nanoseconds since start
	start  time.Time
	idle   bool
	tell   func(idle bool)
}

func newIdleDetector(after time.Duration, src Source) *idleDetector {
	d := &idleDetector{after: after, start: time.Now(), tell: func(bool) {}}
	if r, ok := src.(Throttler); ok {
		d.tell = r.Throttle
		d.tell(false) // whatever an earlier run has left
	}
	return d
}

// found notes that a code was seen.
func (d *idleDetector) found() { d.active.Store(int64(time.Since(d.start))) }

// wants tells whether a frame is to be shown and decoded.
func (d *idleDetector) wants(f *Frame) bool {
	now := time.Now()
	if d.motion.look(f, now) {
		d.active.Store(int64(now.Sub(d.start)))
	}
	idle := now.Sub(d.start)-time.Duration(d.active.Load()) > d.after
	if idle != d.idle {
		d.idle = idle
		d.tell(idle)
	}
	switch {
	case !idle:
		return true
	case now.Before(d.next):
		return false
	}
	d.next = now.Add(idleEvery)
	return true
}
