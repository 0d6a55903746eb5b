package main

import (
	"context"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

// register is a station's copy of its part, of which only the cursors and the
// number of rows are kept.
type register struct {
	mu      sync.Mutex
	trust   siak.Trust
	cursors map[siak.Region]siak.Cursor
	rows    int
	pulled  func(rows int)
}

var _ syncer.Cache = (*register)(nil)

func newRegister(pulled func(rows int)) *register {
	return &register{cursors: map[siak.Region]siak.Cursor{}, pulled: pulled}
}

// SetTrust implements [station.Cache].
func (r *register) SetTrust(_ context.Context, t siak.Trust) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trust = t
	return nil
}

// Cursors implements [station.Cache].
func (r *register) Cursors(context.Context) (all []siak.Cursor, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.cursors {
		all = append(all, c)
	}
	return all, nil
}

// Fill implements [station.Cache].
func (r *register) Fill(_ context.Context, pull func(func(context.Context, siak.Page) error) error) error {
	return pull(func(_ context.Context, page siak.Page) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.cursors[page.To.Partition] = page.To
		n := len(page.Upserts) + len(page.Removed)
		r.rows += n
		r.pulled(n)
		return nil
	})
}

// SetSynced implements [station.Cache].
func (r *register) SetSynced(context.Context, time.Time) error { return nil }
