//go:build cgo

package syncer_test

import (
	"context"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
)

// TestFirstPullOverABadLine: 512 kbit/s, a tenth of all segments lost, and cut
// again and again, at first before a page of the usual size is through. The pull
// asks for smaller ones, gets on after each cut, and comes to its end.
func TestFirstPullOverABadLine(t *testing.T) {
	t.Parallel()
	const people = 6000
	o := &office{t: t}
	o.serveWith(sandbox.Options{People: people, Seed: 3})
	line := &slowLine{target: o.gate.Addr()}
	o.newStation(line.start(t))
	s := o.store
	broke := make(chan int, 100)
	options := syncer.Options{ProbeEvery: 200 * time.Millisecond}
	workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, o.client, area(o.identity), syncer.Events{Progress: func(p syncer.Progress) {
		if p.Failed == siak.KindOffline {
			broke <- p.Done
		}
	}}, options)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	o.gate.CutAfter(12_000) // less than a page of a thousand takes
	began := time.Now()
	go func() { done <- workers.Run(ctx) }()
	complete := make(chan error, 1)
	go func() { complete <- workers.Puller.FirstPull(ctx) }()
	cuts, best := 0, 0
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for pulled := false; !pulled; {
		select {
		case <-tick.C:
			if !o.gate.Open() {
				cuts++
				o.gate.CutAndReset()
				o.gate.Restore()
				o.gate.CutAfter(int64(12_000 + 6_000*cuts))
			}
		case n := <-broke:
			best = max(best, n)
		case err := <-complete:
			if pulled = true; err != nil {
				t.Fatal(err)
			}
		}
	}
	took := time.Since(began)
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	o.gate.Restore()
	f, err := s.Cache.Freshness(t.Context())
	if err != nil || f.Residents != people {
		t.Errorf("%d people, %v", f.Residents, err)
	}
	t.Logf("%d people in %s, %d KiB both ways, %d segments lost, %d cuts", f.Residents, took.Round(100*time.Millisecond), line.bytes.Load()>>10, line.lost.Load(), cuts)
	if cuts < 3 || best == 0 {
		t.Errorf("%d cuts, at best %d people before one", cuts, best)
	}
}
