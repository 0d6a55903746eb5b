package scanner

import (
	"sync/atomic"
	"time"
)

const (
	// restAfter is after how long without a code and without motion the
	// pipeline rests.
	restAfter = 20 * time.Second
	// restEvery is the time between two decodes, and two previews, at rest.
	restEvery = 250 * time.Millisecond
)

// Restful is a source to which a frame costs much (a webcam that sends JPEG).
// While nothing moves the pipeline asks it for fewer.
type Restful interface {
	Source
	// Rest is called at the start of a pipeline's run, when it falls asleep and
	// when it wakes, the latter from within deliver. It returns at once.
	Rest(resting bool)
}

// watch keeps the pipeline awake while there is something to see. Every frame
// is looked at for motion, which costs next to nothing, so that the first one
// in which something moves wakes it.
type watch struct {
	after  time.Duration
	motion motion
	next   time.Time    // when the next frame is due at rest
	life   atomic.Int64 // the last sign of it, in nanoseconds since start
	start  time.Time
	rests  bool
	told   func(resting bool)
}

func newWatch(after time.Duration, src Source) *watch {
	w := &watch{after: after, start: time.Now(), told: func(bool) {}}
	if r, ok := src.(Restful); ok {
		w.told = r.Rest
		w.told(false) // whatever an earlier run has left
	}
	return w
}

// found notes that a code was seen.
func (w *watch) found() { w.life.Store(int64(time.Since(w.start))) }

// wants tells whether a frame is to be shown and decoded.
func (w *watch) wants(f *Frame) bool {
	now := time.Now()
	if w.motion.look(f, now) {
		w.life.Store(int64(now.Sub(w.start)))
	}
	rests := now.Sub(w.start)-time.Duration(w.life.Load()) > w.after
	if rests != w.rests {
		w.rests = rests
		w.told(rests)
	}
	switch {
	case !rests:
		return true
	case now.Before(w.next):
		return false
	}
	w.next = now.Add(restEvery)
	return true
}
