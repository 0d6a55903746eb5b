package app

import (
	"errors"
	"sync"
)

// openSessions are the sessions that have not been closed. Each is closed once,
// whoever comes first: the officer who signs out, or the end of the window. It may
// be used from any goroutine.
type openSessions struct {
	mu   sync.Mutex
	all  map[Session]bool
	over bool
}

// add takes in a session that was opened; false, having closed it, where the
// window has ended meanwhile.
func (o *openSessions) add(s Session) bool {
	o.mu.Lock()
	over := o.over
	if !over {
		if o.all == nil {
			o.all = make(map[Session]bool)
		}
		o.all[s] = true
	}
	o.mu.Unlock()
	if over {
		_ = s.Close() // the window is gone
	}
	return !over
}

// take hands a session over to the caller, who closes it; false where somebody else
// has it already. The end of the window waits for the caller's work and leaves the
// session alone.
func (o *openSessions) take(s Session) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	mine := o.all[s]
	delete(o.all, s)
	return mine
}

// close closes a session, unless somebody else has or does.
func (o *openSessions) close(s Session) error {
	if !o.take(s) {
		return nil
	}
	return s.Close()
}

// closeAll closes what is open, and whatever is opened from now on.
func (o *openSessions) closeAll() error {
	o.mu.Lock()
	left := o.all
	o.all, o.over = nil, true
	o.mu.Unlock()
	var errs []error
	for s := range left {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
