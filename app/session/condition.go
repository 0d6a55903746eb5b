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
func (s *Session) Watching(f func(app.Condition)) {
	s.condition.mu.Lock()
	defer s.condition.mu.Unlock()
	s.condition.tell = f
	f(s.condition.now)
}

func (s *Session) cacheRebuilt(error) {
	s.condition.change(func(c *app.Condition) { c.Rebuilding = true })
}

func (s *Session) reserveReleased() {
	s.condition.change(func(c *app.Condition) { c.Reserve = true })
}

func (s *Session) keysRotating(r store.Rotation) {
	s.condition.change(func(c *app.Condition) { c.RotatingKey, c.Done, c.Of = r.Running, r.Done, r.Of })
}
