package session

import (
	"sync"

	"ikd/station/app"
	"ikd/station/siak"
	"ikd/station/store"
)

// condition is how the store is, as the window is told of it.
type condition struct {
	mu      sync.Mutex
	now     app.Condition
	tell    func(app.Condition)
	ordered *siak.WipeOrder
}

// change tells the window of a change.
func (c *condition) change(how func(*app.Condition)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.now
	if how(&c.now); c.now != before && c.tell != nil {
		c.tell(c.now)
	}
}

func (c *condition) order(o siak.WipeOrder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ordered = &o
}

func (c *condition) orders() *siak.WipeOrder {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ordered
}

// Watching implements [app.Session].
func (c *condition) Watching(f func(app.Condition)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tell = f
	f(c.now)
}

func (c *condition) cacheRebuilt(error) {
	c.change(func(now *app.Condition) { now.Rebuilding = true })
}

func (c *condition) reserveReleased() {
	c.change(func(now *app.Condition) { now.Reserve = true })
}

func (c *condition) keysRotating(r store.Rotation) {
	c.change(func(now *app.Condition) { now.RotatingKey, now.Done, now.Of = r.Running, r.Done, r.Of })
}
