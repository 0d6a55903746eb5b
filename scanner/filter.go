package scanner

import (
	"crypto/sha256"
	"sync"
	"time"
)

// CoolDown is how long a code must have been out of sight before it is taken
// again, unless said otherwise.
const CoolDown = 5 * time.Second

// remembered bounds a filter's memory: that many codes within one cool-down.
const remembered = 64

// Filter keeps a text from being taken again while it stays in view. It goes by
// the times of the frames, not by the wall clock, and remembers digests only,
// never a text. Safe for concurrent use.
type Filter struct {
	coolDown time.Duration
	mu       sync.Mutex
	seen     []sighting // oldest first
}

type sighting struct {
	digest [sha256.Size]byte
	at     time.Time
}

// NewFilter makes a filter with that cool-down; zero or less takes every text.
func NewFilter(coolDown time.Duration) *Filter {
	return &Filter{coolDown: coolDown}
}

// Take reports whether the text, seen at that time, is to be taken: it is,
// unless it was seen within the cool-down before (or after, where frames come
// out of order). Seeing it starts the cool-down anew, so a phone held in view
// is taken once.
func (f *Filter) Take(text string, at time.Time) bool {
	if f.coolDown <= 0 {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	digest := sha256.Sum256([]byte(text))
	last, known := f.remove(digest)
	if !known && len(f.seen) == remembered {
		f.seen = append(f.seen[:0], f.seen[1:]...)
	}
	f.seen = append(f.seen, sighting{digest, at})
	return !known || at.Sub(last).Abs() >= f.coolDown
}

// Forget lets the text be taken again at once, as after the officer has put
// its reading away.
func (f *Filter) Forget(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.remove(sha256.Sum256([]byte(text)))
}

func (f *Filter) remove(digest [sha256.Size]byte) (time.Time, bool) {
	for i, s := range f.seen {
		if s.digest == digest {
			f.seen = append(f.seen[:i], f.seen[i+1:]...)
			return s.at, true
		}
	}
	return time.Time{}, false
}
