//go:build cgo

package syncer_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// area are the partitions of an identity.
func area(id registry.Identity) (all []siak.Region) {
	for _, p := range id.Partitions {
		all = append(all, p.Region)
	}
	return all
}

// TestDayOverABadLine: ten thousand changes reach a cache that has the rest over
// 512 kbit/s with a tenth of all segments lost, in under a minute.
func TestDayOverABadLine(t *testing.T) {
	t.Parallel()
	const people, already = 12500, 227
	o := &office{t: t}
	o.serveWith(sandbox.Options{People: people, Seed: 3})
	line := &slowLine{target: o.gate.Addr()}
	o.newStation(line.start(t))
	s := o.store
	direct := o.identity
	direct.Address = o.gate.Addr() // what is there already did not come over the line
	begin := had(t, s, direct, already)

	workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, o.client, area(o.identity), syncer.Events{}, syncer.Options{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	started := time.Now()
	go func() { done <- workers.Run(ctx) }()
	if err := workers.Puller.FirstPull(t.Context()); err != nil {
		t.Fatal(err)
	}
	took := time.Since(started)
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	f, err := s.Cache.Freshness(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d changes in %s: %d KiB both ways, %d segments lost", f.Residents-begin, took.Round(100*time.Millisecond), line.bytes.Load()>>10, line.lost.Load())
	if f.Residents-begin < 10000 || took > time.Minute {
		t.Errorf("%d changes in %s", f.Residents-begin, took)
	}
}

// had gives a cache the beginning of each partition.
func had(t *testing.T, s *store.Store, identity registry.Identity, rows int) (n int) {
	t.Helper()
	client, err := registry.New(identity, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	for _, region := range area(identity) {
		page, err := client.Changes(t.Context(), siak.Cursor{Partition: region}, rows)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Cache.Apply(t.Context(), page); err != nil {
			t.Fatal(err)
		}
		n += len(page.Upserts)
	}
	return n
}

// TestPullResumes: the line is cut after every so many bytes, whatever they are
// part of, and every cut costs a page at most: the pull comes to its end, and
// what the cache has is what the registry has.
func TestPullResumes(t *testing.T) {
	o := newOffice(t)
	o.stop()
	o.gate.Restore()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "loket 2"), store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	options := fast
	options.PageLimit = 10
	workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, o.client, area(o.identity), syncer.Events{}, options)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	o.gate.CutAfter(5000)
	go func() { done <- workers.Run(ctx) }()
	complete := make(chan error, 1)
	go func() { complete <- workers.Puller.FirstPull(ctx) }()
	cuts := 0
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for pulled := false; !pulled; {
		select {
		case <-tick.C:
			if !o.gate.Open() {
				cuts++
				o.gate.CutAndReset()
				o.gate.Restore()
				o.gate.CutAfter(int64(6000 + 137*cuts))
			}
		case err := <-complete:
			pulled = true
			if err != nil {
				t.Fatal(err)
			}
		case <-deadline:
			t.Fatalf("not complete after %d cuts", cuts)
		}
	}
	o.gate.Restore()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	t.Logf("%d cuts", cuts)
	within(t, "the line is back", func() bool { _, _, err := o.client.Trust(t.Context()); return err == nil })
	if n := differing(t, o, s); n != 0 || cuts < 5 {
		t.Errorf("%d partitions differ after %d cuts", n, cuts)
	}
}

// TestDeadLine: the cable is pulled while an activation is on its way. No
// packet says so; with the program's own times the screen knows within about
// five seconds and the row waits again.
func TestDeadLine(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if err := o.station.Puller.FirstPull(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.stop()
	client, err := registry.New(o.identity, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	told := make(chan time.Time, 100)
	queued := make(chan time.Time, 100)
	workers := syncer.New(syncer.Stores{Outbox: o.store.Ledger, Cache: o.store.Cache}, client, area(o.identity), syncer.Events{
		Link: func(l syncer.Link) {
			if l.State == syncer.Offline {
				told <- time.Now()
			}
		},
		Changed: func(all []siak.Activation) {
			if all[0].State == siak.Queued {
				queued <- time.Now()
			}
		},
	}, syncer.Options{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- workers.Run(ctx) }()
	within(t, "online", workers.Online)
	o.gate.Cut()
	cut := time.Now()
	o.confirm()
	workers.Sender.Wake()
	screen, row := (<-told).Sub(cut), (<-queued).Sub(cut)
	t.Logf("the screen knew after %s, the row waited again after %s", screen.Round(100*time.Millisecond), row.Round(100*time.Millisecond))
	if screen > 7*time.Second || row > 7*time.Second {
		t.Error("that is too late")
	}
	o.gate.CutAndReset()
	o.gate.Restore()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
