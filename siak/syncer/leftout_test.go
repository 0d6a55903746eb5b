//go:build cgo

package syncer_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// olderRegistry gives out somebody whose record this program cannot read, as a
// registry of before would: in its pages and in its checksums.
type olderRegistry struct {
	syncer.Registry
	checksums interface {
		Checksum(ctx context.Context, at siak.Cursor) (siak.Digest, bool, error)
	}
	bad    siak.Region
	checks atomic.Int64
}

func (r *olderRegistry) Changes(ctx context.Context, from siak.Cursor, limit int) (siak.Page, error) {
	page, err := r.Registry.Changes(ctx, from, limit)
	if from.Partition == r.bad && from.Seq == 0 && len(page.Upserts) > 0 { // what wire.ToPage makes of it
		gone := siak.Tombstone{NIK: page.Upserts[0].NIK, Version: page.Upserts[0].Version}
		page.Upserts, page.Removed, page.LeftOut = page.Upserts[1:], append(page.Removed, gone), []siak.Tombstone{gone}
	}
	return page, err
}

func (r *olderRegistry) Checksum(ctx context.Context, at siak.Cursor) (siak.Digest, bool, error) {
	if at.Partition == r.bad {
		r.checks.Add(1)
	}
	return r.checksums.Checksum(ctx, at)
}

// Who is left out of the copy is counted and is no drift, neither for the program
// that left them out nor for the one that is started after it.
func TestWhoIsLeftOutIsNoDrift(t *testing.T) {
	o := newOffice(t)
	o.stop()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "loket 3"), store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	region := o.identity.Partitions[1].Region
	for _, start := range []string{"the first", "after a restart"} {
		registry := &olderRegistry{Registry: o.client, checksums: o.client, bad: region}
		var left, drifts atomic.Int64
		options := fast
		options.CheckEvery = 200 * time.Millisecond
		workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, registry, []siak.Region{region}, syncer.Events{
			Drift:   func(siak.Region) { drifts.Add(1) },
			LeftOut: func(_ siak.Region, n int) { left.Add(int64(n)) },
		}, options)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- workers.Run(ctx) }()
		within(t, "checked", func() bool { return registry.checks.Load() >= 4 })
		stop()
		if err := <-done; err != nil || drifts.Load() != 0 || left.Load() != 1 {
			t.Errorf("%s start: %d drifts, %d left out, %v", start, drifts.Load(), left.Load(), err)
		}
	}
	if n := differing(t, o, s); n != 1 {
		t.Errorf("%d partitions differ: the registry of the test is none of before", n)
	}
}
