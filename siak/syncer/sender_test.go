package syncer

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"ikd/station/siak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bubble runs a test in its own time, with a station that stops at its end.
func bubble(t *testing.T, prepare func(*rig), options Options, test func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := start(t, prepare, options)
		synctest.Wait()
		test(t, r)
		r.stop()
	})
}

// pass lets time go by.
func pass(d time.Duration) {
	time.Sleep(d) // of the bubble
	synctest.Wait()
}

func (r *rig) want(t *testing.T, state siak.State, n int) {
	t.Helper()
	if got := r.outbox.states(); got[state] != n {
		t.Fatalf("%v, want %d %s", got, n, state)
	}
}

func TestSenderSendsAtOnce(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.registry.called("submit")
		r.outbox.confirm(1)
		r.station.Sender.Wake()
		synctest.Wait()
		r.want(t, siak.Accepted, 1)
		var states []siak.State
		for _, a := range r.news.changed {
			states = append(states, a.State)
		}
		if len(states) != 2 || states[0] != siak.Sending || states[1] != siak.Accepted {
			t.Errorf("told of %v", states)
		}
	})
}

func TestSenderBatches(t *testing.T) {
	bubble(t, func(r *rig) { r.outbox.confirm(120) }, Options{}, func(t *testing.T, r *rig) {
		r.want(t, siak.Accepted, 120)
		var sizes []int
		for _, c := range r.registry.called("submit") {
			sizes = append(sizes, c.n)
		}
		if !slices.Equal(sizes, []int{50, 50, 20}) {
			t.Errorf("batches of %v", sizes)
		}
	})
}

// TestSenderWritesBeforeItDials: when the program dies while it sends, the row
// knows of the attempt and of the next one.
func TestSenderWritesBeforeItDials(t *testing.T) {
	bubble(t, func(r *rig) { r.registry.slow = time.Second }, Options{}, func(t *testing.T, r *rig) {
		pass(5 * time.Second) // the first pull
		id := r.outbox.confirm(1)[0]
		r.station.Sender.Wake()
		synctest.Wait()
		if a := r.outbox.get(id); a.State != siak.Sending || a.Attempts != 1 || !a.NextTry.After(time.Now()) {
			t.Errorf("while it dials: %s, %d attempts, next %s", a.State, a.Attempts, a.NextTry)
		}
		pass(time.Second)
		r.want(t, siak.Accepted, 1)
	})
}

// TestSenderStart: what a crash cut off is sent at once, whatever its next try.
func TestSenderStart(t *testing.T) {
	bubble(t, func(r *rig) {
		r.outbox.confirm(2)
		r.outbox.rows[0].State, r.outbox.rows[0].NextTry = siak.Sending, time.Now().Add(9*time.Minute)
		r.outbox.rows[1].NextTry = time.Now().AddDate(1, 0, 0) // the clock was wrong then
	}, Options{}, func(t *testing.T, r *rig) { r.want(t, siak.Accepted, 2) })
}

// TestSenderBacksOff: 2 s, doubling to 10 min, and not a call between.
func TestSenderBacksOff(t *testing.T) {
	bubble(t, func(r *rig) {
		r.outbox.confirm(3)
		r.registry.down = siak.KindUnavailable
	}, Options{}, func(t *testing.T, r *rig) {
		pass(time.Hour)
		calls := r.registry.called("submit")
		wait := 2 * time.Second
		for i := 1; i < len(calls); i++ {
			if got := calls[i].at.Sub(calls[i-1].at); got != wait {
				t.Fatalf("wait %d is %s, want %s", i, got, wait)
			}
			wait = min(2*wait, 10*time.Minute)
		}
		if len(calls) < 12 {
			t.Errorf("%d calls in an hour", len(calls))
		}
		r.want(t, siak.Queued, 3)
		r.registry.setDown("")
		pass(10 * time.Minute)
		r.want(t, siak.Accepted, 3)
	})
}

// TestSenderWhenTheNetworkReturns: the Puller's probe finds it within seconds
// and wakes the Sender, however long its back-off had become.
func TestSenderWhenTheNetworkReturns(t *testing.T) {
	bubble(t, func(r *rig) {
		r.registry.down = siak.KindOffline
		r.outbox.confirm(1)
	}, Options{}, func(t *testing.T, r *rig) {
		pass(2 * time.Hour)
		r.outbox.confirm(60) // all the while the officer goes on
		r.station.Sender.Wake()
		synctest.Wait()
		r.registry.called("submit")
		r.registry.setDown("")
		pass(5 * time.Second)
		r.want(t, siak.Accepted, 61)
		if n := len(r.registry.called("submit")); n != 2 {
			t.Errorf("%d calls for 61 activations", n)
		}
		for id, n := range r.registry.taken {
			if n != 1 {
				t.Errorf("%s was taken %d times", id, n)
			}
		}
		last := r.news.links[len(r.news.links)-1]
		if last.State != Online || !r.station.Online() {
			t.Errorf("the link is %v", last)
		}
	})
}

// TestSenderOfflineIsCheap: who confirms without a network does not dial for
// each.
func TestSenderOfflineIsCheap(t *testing.T) {
	bubble(t, func(r *rig) { r.registry.down = siak.KindOffline }, Options{}, func(t *testing.T, r *rig) {
		for range 100 {
			r.outbox.confirm(1)
			r.station.Sender.Wake()
			pass(6 * time.Second)
		}
		if n := len(r.registry.called("submit")); n > 12 {
			t.Errorf("%d calls in ten minutes without a network", n)
		}
		r.want(t, siak.Queued, 100)
	})
}

// TestSenderOneBadItem: the registry refuses any batch that holds one item;
// all others go through, and the one is put on hold.
func TestSenderOneBadItem(t *testing.T) {
	bubble(t, func(r *rig) {
		r.registry.cannot, r.registry.how = r.outbox.confirm(37)[20], siak.KindRefused
	}, Options{}, func(t *testing.T, r *rig) {
		r.want(t, siak.Accepted, 36)
		if a := r.outbox.get(r.registry.cannot); a.State != siak.Held || a.Reason != siak.ReasonNotTaken {
			t.Errorf("the one is %s, %q", a.State, a.Reason)
		}
	})
}

// TestSenderRefusedAlone: where nothing else was answered the fault may be the
// registry's, and nothing is given up.
func TestSenderRefusedAlone(t *testing.T) {
	bubble(t, func(r *rig) {
		r.outbox.confirm(4)
		r.registry.down = siak.KindRefused
	}, Options{}, func(t *testing.T, r *rig) {
		pass(time.Minute)
		r.want(t, siak.Queued, 4)
		r.registry.setDown("")
		pass(2 * time.Minute)
		r.want(t, siak.Accepted, 4)
	})
}

// TestSenderCutWhileSplitting: the network goes while a batch is being halved.
// All of it is back in the queue.
func TestSenderCutWhileSplitting(t *testing.T) {
	bubble(t, func(r *rig) {
		r.outbox.confirm(8)
		r.registry.next = []siak.Kind{siak.KindRefused, siak.KindOffline}
	}, Options{}, func(t *testing.T, r *rig) {
		r.want(t, siak.Queued, 8)
		pass(10 * time.Second)
		r.want(t, siak.Accepted, 8)
	})
}

// TestSenderNoticesTheCut: the Sender is the first to find nobody there, and
// the Puller begins to probe at once, not at its next pull.
func TestSenderNoticesTheCut(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		pass(5 * time.Second)
		r.registry.called("trust")
		r.registry.setDown(siak.KindOffline)
		r.outbox.confirm(1)
		r.station.Sender.Wake()
		pass(11 * time.Second)
		if n := len(r.registry.called("trust")); n != 3 {
			t.Errorf("%d probes", n)
		}
	})
}

// TestSenderPoison: one item makes the registry fall over. The batches shrink
// until the others get past it.
func TestSenderPoison(t *testing.T) {
	bubble(t, func(r *rig) {
		r.registry.cannot, r.registry.how = r.outbox.confirm(20)[0], siak.KindUnavailable
	}, Options{}, func(t *testing.T, r *rig) {
		pass(30 * time.Minute)
		r.want(t, siak.Accepted, 19)
		r.want(t, siak.Queued, 1)
	})
}

// TestSenderUnauthenticated stops, and says so.
func TestSenderUnauthenticated(t *testing.T) {
	bubble(t, func(r *rig) {
		r.outbox.confirm(120)
		r.registry.down = siak.KindUnauthenticated
	}, Options{}, func(t *testing.T, r *rig) {
		if n := len(r.registry.called("submit")); n != 1 {
			t.Errorf("%d calls", n)
		}
		if l := r.news.links[len(r.news.links)-1]; l.State != Trouble || l.Kind != siak.KindUnauthenticated {
			t.Errorf("the link is told as %v", l)
		}
		r.want(t, siak.Queued, 120)
	})
}

// TestSenderFullDisk: nothing is sent that cannot be written down; it goes on
// when there is space, and both is told once.
func TestSenderFullDisk(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.outbox.confirm(1)
		r.outbox.setFail(siak.E("write", siak.KindDiskFull, nil))
		r.station.Sender.Wake()
		pass(10 * time.Second)
		if n := len(r.registry.called("submit")); n != 0 {
			t.Errorf("%d calls", n)
		}
		r.outbox.setFail(nil)
		pass(time.Minute)
		r.want(t, siak.Accepted, 1)
		if s := r.news.storage; len(s) != 2 || s[0] != siak.KindDiskFull || s[1] != "" {
			t.Errorf("told of the store: %q", s)
		}
	})
}

// TestSenderClosing: what is in flight when the program closes is queued again.
func TestSenderClosing(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.registry.mu.Lock()
		r.registry.slow = time.Minute
		r.registry.mu.Unlock()
		r.outbox.confirm(1)
		r.station.Sender.Wake()
		synctest.Wait()
		r.want(t, siak.Sending, 1)
		r.stop()
		r.want(t, siak.Queued, 1)
	})
}

// TestSenderVerdicts: what the registry decides later is there within seconds
// while it is awaited, and is not asked for every few seconds when it is not.
func TestSenderVerdicts(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		pass(10 * time.Minute)
		if n := len(r.registry.called("verdicts")); n > 22 {
			t.Errorf("asked %d times in ten idle minutes", n)
		}
		ids := r.outbox.confirm(2)
		r.station.Sender.Wake()
		synctest.Wait()
		r.want(t, siak.Accepted, 2)
		r.registry.decide(ids[0], siak.Active)
		r.registry.decide(ids[1], siak.Rejected)
		pass(3 * time.Second)
		r.want(t, siak.Active, 1)
		r.want(t, siak.Rejected, 1)
		if r.outbox.seq != 2 {
			t.Errorf("the cursor stands at %d", r.outbox.seq)
		}
	})
}

// TestSenderVerdictsUnavailable: what is awaited is not asked for every few
// seconds of a registry that cannot.
func TestSenderVerdictsUnavailable(t *testing.T) {
	bubble(t, func(r *rig) { r.outbox.confirm(1) }, Options{}, func(t *testing.T, r *rig) {
		r.want(t, siak.Accepted, 1)
		r.registry.setDown(siak.KindUnavailable)
		r.registry.called("verdicts")
		pass(10 * time.Minute)
		if n := len(r.registry.called("verdicts")); n > 20 {
			t.Errorf("asked %d times in ten minutes", n)
		}
	})
}

// TestSenderClockSetBack: the laptop's clock was a year ahead when an attempt
// failed. The officer does not wait a year.
func TestSenderClockSetBack(t *testing.T) {
	bubble(t, nil, Options{}, func(t *testing.T, r *rig) {
		r.outbox.confirm(1)
		r.outbox.mu.Lock()
		r.outbox.rows[0].NextTry = time.Now().AddDate(1, 0, 0)
		r.outbox.mu.Unlock()
		pass(11 * time.Minute)
		r.want(t, siak.Accepted, 1)
	})
}
