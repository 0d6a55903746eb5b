package syncer

import (
	"math/rand/v2"
	"time"
)

// Options are the workers' times and sizes. Zero values stand for the defaults.
type Options struct {
	Now func() time.Time // [time.Now]
	// Batch is how many activations go in one call: 50.
	Batch int
	// BackoffBase and BackoffCap bound the wait after a failed call: 2 s,
	// doubling to 10 min.
	BackoffBase, BackoffCap time.Duration
	// Jitter draws a wait from up to that long: evenly from all of it.
	Jitter func(most time.Duration) time.Duration
	// PollEvery is how often verdicts are fetched while something is
	// unfinished: 3 s.
	PollEvery time.Duration
	// PullEvery is how often the cache is pulled: 30 s.
	PullEvery time.Duration
	// ProbeEvery is how often the registry is looked for while offline: 5 s.
	ProbeEvery time.Duration
	// CheckEvery is how often the cache is compared with the registry's
	// checksums: 4 h, the first time after a sixteenth of that.
	CheckEvery time.Duration
	// Spread is over how long many stations come back that all missed the
	// registry: 30 s. See the package comment.
	Spread time.Duration
	// PageLimit is how many rows of a page are asked for: the registry's choice.
	PageLimit int
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Batch == 0 {
		o.Batch = 50
	}
	if o.Jitter == nil {
		o.Jitter = func(most time.Duration) time.Duration { return rand.N(most) + 1 }
	}
	orElse := func(d *time.Duration, is time.Duration) {
		if *d == 0 {
			*d = is
		}
	}
	orElse(&o.BackoffBase, 2*time.Second)
	orElse(&o.BackoffCap, 10*time.Minute)
	orElse(&o.PollEvery, 3*time.Second)
	orElse(&o.PullEvery, 30*time.Second)
	orElse(&o.ProbeEvery, 5*time.Second)
	orElse(&o.Spread, 30*time.Second)
	orElse(&o.CheckEvery, 4*time.Hour)
	return o
}

// about is a wait of d or a little less: no two stations keep step for long.
func (o Options) about(d time.Duration) time.Duration { return d*3/4 + o.Jitter(d/4) }

// backoff is the wait after that many failures in a row, at least one.
func (o Options) backoff(failures int) time.Duration {
	most := o.BackoffBase
	for range failures - 1 {
		if most >= o.BackoffCap {
			break
		}
		most *= 2
	}
	return o.Jitter(min(most, o.BackoffCap))
}

// poke wakes who waits on the channel; it holds one.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
