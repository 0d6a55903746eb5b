package sqlitedb

import (
	"errors"
	"sync"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
)

// Lifetime keeps keys and files from being taken away under work that uses
// them. Work must not nest: what holds the lifetime must not enter it again.
type Lifetime struct {
	mu     sync.RWMutex
	ended  bool
	paused error // what work fails with meanwhile
}

var errClosed = siak.E("use the store", fault.KindNotSetUp, errors.New("it is closed"))

// During runs work unless the lifetime has ended.
func (l *Lifetime) During(work func() error) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.ended {
		return errClosed
	}
	if l.paused != nil {
		return l.paused
	}
	return work()
}

// Exclusively waits for work under way and runs change with none beside it, also in
// a pause.
func (l *Lifetime) Exclusively(change func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return errClosed
	}
	return change()
}

// Pause lets work fail with why, and begins or ends (nil) with a change that
// nothing runs beside.
func (l *Lifetime) Pause(why error, change func() error) error {
	return l.Exclusively(func() error {
		if err := change(); err != nil {
			return err
		}
		l.paused = why
		return nil
	})
}

// End waits for work under way and then runs last, once.
func (l *Lifetime) End(last func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil
	}
	l.ended = true
	return last()
}
