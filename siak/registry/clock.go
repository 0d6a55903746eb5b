package registry

import (
	"sync"
	"time"
)

// clock remembers how the registry's clock differs from ours.
type clock struct {
	now    func() time.Time
	mu     sync.Mutex
	offset time.Duration
	known  bool
}

// measure compares the registry's time with the middle of the round trip that
// brought it, so half the round trip is the greatest error.
func (c *clock) measure(sent, received, server time.Time) {
	offset := server.Sub(sent.Add(received.Sub(sent) / 2))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.known = offset, true
}

func (c *clock) get() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, c.known
}
