package store

import (
	"errors"
	"sync"

	"ikd/station/siak"
)

// lifetime keeps keys and files from being taken away under work that uses
// them. Work must not nest: what holds the lifetime must not enter it again.
type lifetime struct {
	mu    sync.RWMutex
	ended bool
}

var errClosed = siak.E("use the store", siak.KindNotSetUp, errors.New("it is closed"))

// during runs work unless the lifetime has ended.
func (l *lifetime) during(work func() error) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.ended {
		return errClosed
	}
	return work()
}

// end waits for work under way and then runs last, once.
func (l *lifetime) end(last func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil
	}
	l.ended = true
	return last()
}
