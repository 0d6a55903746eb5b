package syncer

import (
	"errors"
	"time"
)

// circuit is what both workers follow when the registry is in trouble: when it may
// be called again, and whether others wait for it too.
type circuit struct {
	opts Options
	// until: the registry asked not to be called before.
	until time.Time
	// shared: the trouble that there is now is not only this station's.
	shared bool
}

// heed takes in what the end of a call says of the registry.
func (c *circuit) heed(err error) {
	if err == nil {
		c.shared = false
		return
	}
	var others interface{ Shared() bool }
	if errors.As(err, &others) && others.Shared() {
		c.shared = true
	}
	var busy interface{ RetryAfter() time.Duration }
	if !errors.As(err, &busy) || busy.RetryAfter() <= 0 {
		return
	}
	// A little later than asked, so that not all who were told the same come
	// together, and no later than any back-off ends.
	after := min(busy.RetryAfter(), c.opts.BackoffCap)
	until := c.opts.Now().Add(after + c.opts.Jitter(max(after/4, 1)))
	if until.After(c.until) {
		c.until = until
	}
}

// asked is the time before which the registry does not want to be called; in
// the past where it asked for nothing. A clock that was set back since does not
// lengthen it.
func (c *circuit) asked() time.Time {
	if most := c.opts.Now().Add(2 * c.opts.BackoffCap); c.until.After(most) {
		return time.Time{}
	}
	return c.until
}

// spread is over how long the return of the registry is to be spread: 0 where
// only this station missed it.
func (c *circuit) spread() time.Duration {
	if c.shared {
		return c.opts.Spread
	}
	return 0
}
