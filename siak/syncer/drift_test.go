//go:build cgo

package syncer_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// TestDrift: a cache missed two changes, and nothing but the checksums can tell.
// The partition is pulled anew, that one alone, and the sums agree afterwards.
func TestDrift(t *testing.T) {
	o := newOffice(t)
	o.stop()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "loket 2"), store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var regions []siak.Region
	for _, p := range o.identity.Partitions {
		regions = append(regions, p.Region)
	}
	drifted := regions[1]
	for _, region := range regions {
		page, err := o.client.Changes(t.Context(), siak.Cursor{Partition: region}, 5000)
		if err != nil || page.More {
			t.Fatal(page.More, err)
		}
		if region == drifted {
			page.Upserts = page.Upserts[2:]
		}
		if err := s.Cache.Apply(t.Context(), page); err != nil {
			t.Fatal(err)
		}
	}
	if differing(t, o, s) != 1 {
		t.Fatal("the sums do not show it")
	}
	told := make(chan siak.Region, 100)
	options := fast
	options.CheckEvery = 800 * time.Millisecond
	workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, o.client, regions, syncer.Events{Drift: func(r siak.Region) { told <- r }}, options)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- workers.Run(ctx) }()
	if r := <-told; r != drifted {
		t.Errorf("told of %s", r)
	}
	within(t, "repaired", func() bool { return differing(t, o, s) == 0 })
	stop()
	if err := <-done; err != nil || len(told) != 0 {
		t.Errorf("told %d times more, %v", len(told), err)
	}
}

// differing counts the partitions whose sums differ.
func differing(t *testing.T, o *office, s *store.Store) (n int) {
	t.Helper()
	all, err := s.Cache.Digests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, mine := range all {
		theirs, known, err := o.client.Checksum(t.Context(), mine.At)
		if err != nil {
			t.Fatal(err)
		}
		if !known || theirs != mine.Digest {
			n++
		}
	}
	return n
}
