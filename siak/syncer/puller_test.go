package syncer

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/siak"
)

// page is a page of a partition between two sequences, with n people in it.
func page(region siak.Region, from, to uint64, n int, more bool) siak.Page {
	return siak.Page{
		From: siak.Cursor{Partition: region, Seq: from}, To: siak.Cursor{Partition: region, Seq: to},
		Upserts: make([]siak.Resident, n), More: more, Total: 100,
	}
}

// twoPartitions is a register of 100 people in each of two partitions.
func twoPartitions(r *rig) {
	r.registry.pages = map[siak.Region][]siak.Page{
		"327606": {page("327606", 0, 40, 40, true), page("327606", 40, 100, 60, false)},
		"327605": {page("327605", 0, 100, 100, false)},
	}
}

func TestPullerFirstPull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, twoPartitions, Options{})
		if err := r.station.Puller.FirstPull(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(r.cache.applied) != 3 || len(r.cache.synced) != 1 || r.cache.trusts != 1 || len(r.news.trusts) != 1 {
			t.Errorf("%d pages, %d times complete, %d trust lists", len(r.cache.applied), len(r.cache.synced), r.cache.trusts)
		}
		want := []Progress{{Running: true, Done: 140, Of: 200}, {Done: 200, Of: 200}}
		if len(r.news.progress) != 2 || r.news.progress[0] != want[0] || r.news.progress[1] != want[1] {
			t.Errorf("progress %v, want %v", r.news.progress, want)
		}
		r.stop()
	})
}

func TestPullerFirstPullGivenUp(t *testing.T) {
	bubble(t, func(r *rig) { r.registry.down = siak.KindOffline }, Options{}, func(t *testing.T, r *rig) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := r.station.Puller.FirstPull(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended with %v", err)
		}
	})
}

// TestPullerIdle: a pull that finds nothing new writes the time and nothing
// else, every thirty seconds.
func TestPullerIdle(t *testing.T) {
	bubble(t, twoPartitions, Options{}, func(t *testing.T, r *rig) {
		pass(5 * time.Minute)
		if n := len(r.registry.called("trust")); n != 11 {
			t.Errorf("%d pulls in five minutes", n)
		}
		if len(r.cache.applied) != 3 || r.cache.trusts != 1 || len(r.cache.synced) != 11 {
			t.Errorf("%d pages, %d trust lists, %d times complete", len(r.cache.applied), r.cache.trusts, len(r.cache.synced))
		}
		r.registry.mu.Lock()
		r.registry.trust.Version = 2
		r.registry.mu.Unlock()
		r.station.Now()
		synctest.Wait()
		if r.cache.trusts != 2 || r.news.trusts[1].Version != 2 {
			t.Error("the new trust list did not arrive")
		}
	})
}

// TestPullerStartsOver: the registry cannot continue; the partition is dropped
// and pulled anew, in the same pull.
func TestPullerStartsOver(t *testing.T) {
	fresh := siak.Cursor{Partition: "327606", Epoch: 2}
	bubble(t, func(r *rig) {
		twoPartitions(r)
		r.cache.cursors = map[siak.Region]siak.Cursor{"327606": {Partition: "327606", Epoch: 1, Seq: 70}}
		again := page("327606", 0, 100, 100, false)
		again.From, again.To.Epoch = fresh, 2
		r.registry.pages["327606"] = []siak.Page{{From: r.cache.cursors["327606"], To: fresh, StartOver: true}, again}
	}, Options{}, func(t *testing.T, r *rig) {
		if r.cache.cursors["327606"] != (siak.Cursor{Partition: "327606", Epoch: 2, Seq: 100}) || len(r.cache.synced) != 1 {
			t.Errorf("the cache stands at %v", r.cache.cursors)
		}
	})
}

// TestPullerStartsOverForEver: a registry that only ever says so is in trouble,
// and is not asked in a circle.
func TestPullerStartsOverForEver(t *testing.T) {
	bubble(t, func(r *rig) {
		none := siak.Cursor{Partition: "327606"}
		r.registry.pages = map[siak.Region][]siak.Page{"327606": {{From: none, To: none, StartOver: true}}}
	}, Options{}, func(t *testing.T, r *rig) {
		if n := len(r.registry.called("changes")); n > 6 {
			t.Errorf("asked %d times", n)
		}
		if last := r.news.progress[len(r.news.progress)-1]; last.Failed != siak.KindBadReply {
			t.Errorf("told as %v", last)
		}
	})
}

// TestPullerProbes every five seconds while nothing answers, and tells once.
func TestPullerProbes(t *testing.T) {
	bubble(t, func(r *rig) { r.registry.down = siak.KindOffline }, Options{}, func(t *testing.T, r *rig) {
		pass(time.Minute)
		if n := len(r.registry.called("trust")); n < 12 || n > 14 {
			t.Errorf("%d probes in a minute", n)
		}
		if len(r.registry.called("changes")) != 0 {
			t.Error("a probe is more than one call")
		}
		if n := len(r.news.progress); n != 1 || r.news.progress[0].Failed != siak.KindOffline {
			t.Errorf("told of the pull: %v", r.news.progress)
		}
		if len(r.news.links) != 1 || r.news.links[0].State != Offline {
			t.Errorf("told of the link: %v", r.news.links)
		}
	})
}

// TestPullerTrouble: a registry that cannot answer is called less and less often, to
// the pull's own rhythm.
func TestPullerTrouble(t *testing.T) {
	bubble(t, func(r *rig) { r.registry.down = siak.KindUnavailable }, Options{}, func(t *testing.T, r *rig) {
		pass(10 * time.Minute)
		if n := len(r.registry.called("trust")); n < 20 || n > 25 {
			t.Errorf("%d pulls in ten minutes", n)
		}
		if l := r.news.links[0]; l.State != Trouble || l.Kind != siak.KindUnavailable {
			t.Errorf("told of the link: %v", r.news.links)
		}
	})
}

// TestClockOffset is told when it changes by a second, not at each call.
func TestClockOffset(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		for _, offset := range []time.Duration{300 * time.Millisecond, -200 * time.Millisecond, time.Hour} {
			r.registry.mu.Lock()
			r.registry.offset = offset
			r.registry.mu.Unlock()
			pass(time.Minute)
		}
		if n := len(r.news.links); n != 2 || r.news.links[1].Offset != time.Hour {
			t.Errorf("told of the link: %v", r.news.links)
		}
	})
}

// TestStorageTrouble of the cache is told, and over when it is.
func TestStorageTrouble(t *testing.T) {
	bubble(t, func(r *rig) {
		twoPartitions(r)
		r.cache.fail = siak.E("apply", siak.KindDamaged, nil)
	}, Options{}, func(t *testing.T, r *rig) {
		r.cache.mu.Lock()
		r.cache.fail = nil
		r.cache.mu.Unlock()
		pass(time.Minute)
		if s := r.news.storage; len(s) != 2 || s[0] != siak.KindDamaged || s[1] != "" {
			t.Errorf("told of the store: %q", s)
		}
		if len(r.cache.applied) != 3 {
			t.Errorf("%d pages", len(r.cache.applied))
		}
	})
}
