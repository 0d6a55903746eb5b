//go:build cgo

package syncer_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
)

// TestOfficerWorksWhileTheCopyIsExchanged: citizens are judged and confirmed, and
// people looked up, before, while and after a first copy takes its place. Nothing
// fails, and nobody waits for longer than a moment.
func TestOfficerWorksWhileTheCopyIsExchanged(t *testing.T) {
	o := &office{t: t}
	o.serveWith(sandbox.Options{People: 5000, Seed: 3})
	o.newStation(o.gate.Addr())
	trust, _, err := o.client.Trust(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := o.store.Cache.SetTrust(t.Context(), trust); err != nil {
		t.Fatal(err)
	}
	o.openCounter()
	o.station = syncer.New(syncer.Stores{Outbox: o.store.Ledger, Cache: o.store.Cache}, o.client, area(o.identity), syncer.Events{}, syncer.Options{PageLimit: 200})
	sample := o.confirm()

	ctx, stop := context.WithCancel(t.Context())
	pulled := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { _ = o.station.Run(ctx) })
	var looked, known int
	var slowest time.Duration
	all.Go(func() {
		for after := 0; after < 100; looked++ { // and a hundred times behind it
			began := time.Now()
			_, is, err := o.store.Cache.Resident(t.Context(), sample.NIK)
			slowest = max(slowest, time.Since(began))
			if err != nil {
				t.Error("a look-up failed:", err)
				return
			}
			if is {
				known++
			}
			select {
			case <-pulled:
				after++
			default:
			}
		}
	})
	all.Go(func() {
		defer close(pulled)
		if err := o.station.Puller.FirstPull(t.Context()); err != nil {
			t.Error(err)
		}
	})
	confirmed := []siak.Activation{sample}
	for over := false; !over; {
		select {
		case <-pulled:
			over = true
		default:
		}
		confirmed = append(confirmed, o.confirm())
	}
	within(t, "acknowledged", func() bool { return o.waiting() == 0 })
	stop()
	all.Wait()
	t.Logf("%d confirmed and %d look-ups, the slowest %s", len(confirmed), looked, slowest)
	if known < 100 || known == looked || len(confirmed) < 3 {
		t.Errorf("%d of %d look-ups found somebody, %d were confirmed", known, looked, len(confirmed))
	}
	o.once(confirmed)
}
