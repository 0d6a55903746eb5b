package syncer

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/siak"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}

// herd is many stations at one registry.
type herd struct {
	mu    sync.Mutex
	down  bool
	start time.Time
	calls map[int]int // in each second
	items map[int]int
}

func (h *herd) call(items int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down {
		return siak.E("call", siak.KindOffline, trouble{})
	}
	second := int(time.Since(h.start) / time.Second)
	h.calls[second]++
	h.items[second] += items
	return nil
}

// peak is the busiest second from the given one on, and the sum of all.
func peak(of map[int]int, from time.Duration) (most, sum int) {
	for second, n := range of {
		if second >= int(from/time.Second) {
			most = max(most, n)
			sum += n
		}
	}
	return most, sum
}

// herdStation is one station of the herd, as its workers see the registry.
type herdStation struct{ *herd }

func (s herdStation) Trust(context.Context) (siak.Trust, time.Time, error) {
	return siak.Trust{}, time.Now(), s.call(0)
}

func (s herdStation) Changes(_ context.Context, from siak.Cursor, _ int) (siak.Page, error) {
	return siak.Page{From: from, To: from}, s.call(0)
}

func (s herdStation) Submit(_ context.Context, batch []siak.Activation) ([]siak.Verdict, error) {
	verdicts := make([]siak.Verdict, len(batch))
	for i, a := range batch {
		verdicts[i] = siak.Verdict{ID: a.ID, State: siak.Accepted}
	}
	return verdicts, s.call(len(batch))
}

func (s herdStation) Verdicts(context.Context, uint64) ([]siak.Verdict, bool, error) {
	return nil, false, s.call(0)
}

func (s herdStation) ClockOffset() (time.Duration, bool) { return 0, true }

// What the figure is of.
const (
	herdStations = 1000
	herdQueued   = 20
	herdAway     = 10 * time.Minute
)

// stampede lets a registry go away under a herd and come back, and gives the
// herd with its outboxes, five minutes later.
func stampede(t *testing.T, spread time.Duration) *herd {
	h := &herd{start: time.Now(), calls: map[int]int{}, items: map[int]int{}}
	ctx, stop := contextOf(t)
	var all sync.WaitGroup
	var outboxes []*outbox
	for range herdStations {
		box := &outbox{}
		outboxes = append(outboxes, box)
		s := New(Stores{box, &cache{}}, herdStation{h}, []siak.Region{"327606", "327605"}, Events{}, Options{
			Spread: spread,
			Jitter: func(most time.Duration) time.Duration { return rand.N(most) + 1 },
		})
		begin := rand.N(30 * time.Second) // officers do not sign in at once
		all.Go(func() {
			time.Sleep(begin)
			_ = s.Run(ctx)
		})
	}
	pass(time.Minute)
	h.set(true)
	for range herdQueued {
		pass(herdAway / herdQueued)
		for _, box := range outboxes {
			box.confirm(1)
		}
	}
	h.set(false)
	pass(5 * time.Minute)
	for _, box := range outboxes {
		if n := box.states()[siak.Accepted]; n != herdQueued {
			t.Fatalf("an outbox has %d of %d accepted", n, herdQueued)
		}
	}
	stop()
	all.Wait()
	return h
}

func (h *herd) set(down bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = down
}

// TestNoStampede: a thousand stations with twenty activations each find the
// registry again. Spread, the busiest second has a fraction of what it has
// without.
func TestNoStampede(t *testing.T) {
	peaks := map[bool]int{}
	for _, spread := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			over := 30 * time.Second
			if !spread {
				over = 1
			}
			h := stampede(t, over)
			returned := time.Minute + herdAway
			calls, _ := peak(h.calls, returned)
			items, sum := peak(h.items, returned)
			if sum != herdStations*herdQueued {
				t.Errorf("%d items came, want %d", sum, herdStations*herdQueued)
			}
			peaks[spread] = items
			t.Logf("over %s: at most %d calls and %d activations in a second", over.Truncate(time.Second), calls, items)
		})
	}
	if peaks[true] > 1500 || peaks[true]*4 > peaks[false] {
		t.Errorf("the busiest second has %d activations, without the spread %d", peaks[true], peaks[false])
	}
}

// TestOneOfficerNoticesNothing: where only one's own line was cut, everything
// is sent with the first probe that gets through.
func TestOneOfficerNoticesNothing(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			r := start(t, nil, Options{Jitter: func(most time.Duration) time.Duration { return rand.N(most) + 1 }})
			pass(time.Minute)
			r.registry.setDown(siak.KindOffline)
			r.outbox.confirm(20)
			r.station.Sender.Wake()
			pass(time.Hour)
			r.registry.setDown("")
			pass(5 * time.Second)
			r.want(t, siak.Accepted, 20)
			r.stop()
		})
	}
}
