package syncer

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/siak"
)

// TestRetryAfterIsHonoured by both workers, whatever wakes them but the
// officer's hand, which gets one call with one item.
func TestRetryAfterIsHonoured(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.registry.setTrouble(siak.KindUnavailable, 2*time.Minute)
		r.outbox.confirm(60)
		r.station.Sender.Wake()
		synctest.Wait()
		if calls := r.registry.called("submit"); len(calls) != 1 {
			t.Fatalf("%d calls", len(calls))
		}
		pass(31 * time.Second) // the Puller finds out for itself
		r.registry.called("trust")
		r.registry.called("verdicts")
		for range 17 {
			pass(5 * time.Second)
			r.outbox.confirm(1)
			r.station.Sender.Wake()
		}
		if n := len(r.registry.called("submit")) + len(r.registry.called("trust")) + len(r.registry.called("verdicts")); n != 0 {
			t.Errorf("%d calls to a registry that asked for none", n)
		}
		r.station.Now()
		synctest.Wait()
		if calls := r.registry.called("submit"); len(calls) != 1 || calls[0].n != 1 {
			t.Errorf("the officer's hand made %v", calls)
		}
		r.registry.setDown("")
		pass(4 * time.Minute)
		r.want(t, siak.Accepted, 77)
	})
}

// TestRetryAfterHasBounds: a slip of a proxy does not keep a station silent for
// a day.
func TestRetryAfterHasBounds(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.registry.setTrouble(siak.KindUnavailable, 24*time.Hour)
		r.outbox.confirm(1)
		r.station.Sender.Wake()
		synctest.Wait()
		r.registry.setDown("")
		pass(13 * time.Minute)
		r.want(t, siak.Accepted, 1)
	})
}

// TestHalfOpen: after the registry was in trouble, one item is the probe; then the
// batches double.
func TestHalfOpen(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.registry.setDown(siak.KindUnavailable)
		r.outbox.confirm(100)
		r.station.Sender.Wake()
		synctest.Wait()
		r.registry.called("submit")
		r.registry.setDown("")
		pass(2 * time.Second)
		var sizes []int
		for _, c := range r.registry.called("submit") {
			sizes = append(sizes, c.n)
		}
		want := []int{1, 2, 4, 8, 16, 32, 37}
		if len(sizes) != len(want) || sizes[0] != 1 || sizes[3] != 8 || sizes[6] != 37 {
			t.Errorf("batches of %v, want %v", sizes, want)
		}
		r.want(t, siak.Accepted, 100)
	})
}

// TestReturnForEverybody: where the registry itself was away, one item shows at
// once that it is back, and the rest comes within the spread; a confirmation
// meanwhile goes through at once and takes the rest with it.
func TestReturnForEverybody(t *testing.T) {
	for _, confirms := range []bool{false, true} {
		bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
			r.registry.setTrouble(siak.KindOffline, 0)
			r.outbox.confirm(30)
			r.station.Sender.Wake()
			pass(20 * time.Minute)
			r.registry.setDown("")
			pass(6 * time.Second)
			r.want(t, siak.Accepted, 1)
			if confirms {
				r.outbox.confirm(1)
				r.station.Sender.Wake()
				synctest.Wait()
				r.want(t, siak.Accepted, 31)
				return
			}
			pass(30 * time.Second)
			r.want(t, siak.Accepted, 30)
		})
	}
}

// TestLostConnection: that a connection ended is looked into at once, while
// the screen still says that all is well.
func TestLostConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noticing := &noticingRegistry{fakeRegistry: &fakeRegistry{}}
		news := &news{}
		s := New(Stores{&outbox{}, &cache{}}, noticing, nil, news.events(), Options{})
		done := make(chan error, 1)
		ctx, stop := contextOf(t)
		go func() { done <- s.Run(ctx) }()
		pass(2 * time.Second)
		noticing.setDown(siak.KindOffline)
		noticing.lost()
		synctest.Wait()
		if s.Online() {
			t.Error("the screen does not know")
		}
		noticing.called("trust")
		noticing.lost()
		synctest.Wait()
		if n := len(noticing.called("trust")); n != 0 {
			t.Errorf("%d probes because of a dead line's own connections", n)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// noticingRegistry notices the end of a connection, as the client does.
type noticingRegistry struct {
	*fakeRegistry
	lost func()
}

func (c *noticingRegistry) OnLost(f func()) { c.lost = f }

// TestCheckRhythm: the sums are compared a quarter of an hour after the start
// and every four hours, and a registry without them is not asked.
func TestCheckRhythm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sums := &summing{fakeRegistry: &fakeRegistry{}}
		s := New(Stores{&outbox{}, &summed{}}, sums, []siak.Region{""}, Events{}, Options{Jitter: func(most time.Duration) time.Duration { return most }})
		ctx, stop := contextOf(t)
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		for _, step := range []struct {
			wait time.Duration
			want int32
		}{{10 * time.Minute, 0}, {6 * time.Minute, 1}, {3 * time.Hour, 1}, {time.Hour, 2}, {4 * time.Hour, 3}} {
			pass(step.wait)
			if got := sums.asked.Load(); got != step.want {
				t.Errorf("after %s more: asked %d times, want %d", step.wait, got, step.want)
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// summing and summed are a registry and a cache with checksums.
type summing struct {
	*fakeRegistry
	asked atomic.Int32
}

func (c *summing) Checksum(context.Context, siak.Cursor) (siak.Digest, bool, error) {
	c.asked.Add(1)
	return siak.Digest{}, true, nil
}

type summed struct{ cache }

func (*summed) Digests(context.Context) ([]siak.PartitionDigest, error) {
	return make([]siak.PartitionDigest, 1), nil
}
