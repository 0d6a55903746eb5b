package scanner

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// runFor runs the pipeline for that long and gives what it told.
func runFor(t *testing.T, p Pipeline, long time.Duration) *diary {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	d := &diary{}
	p.Events = d.events()
	if p.Decoder == nil {
		p.Decoder = &letters{}
	}
	if err := p.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run: %v", err)
	}
	return d
}

func (d *diary) check(t *testing.T, faults []Fault, when ...time.Duration) {
	t.Helper()
	var got []Fault
	for _, s := range d.statuses {
		if s.Live {
			got = append(got, "live")
		} else {
			got = append(got, s.Fault)
		}
	}
	if !slices.Equal(got, faults) || !slices.Equal(d.when, when) {
		t.Errorf("told %v at %v,\nwant %v at %v", got, d.when, faults, when)
	}
}

func (s *scripted) opened(start time.Time) []time.Duration {
	var at []time.Duration
	for _, r := range s.runs {
		at = append(at, r.Sub(start))
	}
	return at
}

const ms = time.Millisecond

func TestSilenceIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := script(frames(10, 100*ms, held), frames(1e6, 100*ms, held))
		d := runFor(t, Pipeline{Source: src}, 10*time.Second)
		// The last frame came at 900 ms; 2 s of silence, 0.5 s of pause.
		d.check(t, []Fault{"live", FaultLost, "live"}, 0, 2900*ms, 3400*ms)
	})
}

func TestUnplugged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		none := func(ctx context.Context, _ func(*Frame)) error { return failing(FaultNoCamera)(ctx) }
		src := script(frames(10, 100*ms, failing(FaultLost)), none, none, none, none, none, frames(1e6, 100*ms, held))
		d := runFor(t, Pipeline{Source: src}, 20*time.Second)
		d.check(t, []Fault{"live", FaultLost, FaultNoCamera, "live"}, 0, 1000*ms, 1500*ms, 18500*ms)
		want := []time.Duration{0, 1500 * ms, 2500 * ms, 4500 * ms, 8500 * ms, 13500 * ms, 18500 * ms}
		if got := src.opened(d.start); !slices.Equal(got, want) {
			t.Errorf("opened at %v, want %v", got, want)
		}
	})
}

func TestBusyThenFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := script(frames(0, 0, failing(FaultBusy)), frames(0, 0, failing(FaultBusy)), frames(1e6, fps30, held))
		d := runFor(t, Pipeline{Source: src, RetryMin: time.Second}, 5*time.Second)
		d.check(t, []Fault{FaultBusy, "live"}, 0, 3*time.Second)
	})
}

func TestBusyTellsByWhom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		taken := func(context.Context) error {
			return &FaultError{Fault: FaultBusy, Err: errors.New("as told"), By: "meeting"}
		}
		src := script(frames(0, 0, taken), frames(1e6, fps30, held))
		d := runFor(t, Pipeline{Source: src}, 5*time.Second)
		want := []Status{{Source: "scripted", Fault: FaultBusy, By: "meeting"}, {Source: "scripted", Live: true}}
		if !slices.Equal(d.statuses, want) {
			t.Errorf("told %+v", d.statuses)
		}
	})
}

func TestStrangeErrorIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := script(frames(0, 0, func(context.Context) error { return errors.New("ioctl: I/O error") }))
		runFor(t, Pipeline{Source: src}, 100*ms).check(t, []Fault{FaultLost}, 0)
	})
}

func TestUnreadableRecordingEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := diary{}
		err := Run(t.Context(), script(frames(0, 0, failing(FaultBadImage))), &letters{}, nil, d.events())
		if fe, ok := errors.AsType[*FaultError](err); !ok || fe.Fault != FaultBadImage {
			t.Errorf("Run: %v", err)
		}
		d.check(t, []Fault{FaultBadImage}, 0)
	})
}

func TestHungBackendIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wake := make(chan struct{})
		hung := func(_ context.Context, deliver func(*Frame)) error {
			<-wake // whatever ctx says
			deliver(&Frame{Luma: []byte("z"), Stride: 1, Width: 1, Height: 1})
			return nil
		}
		src := script(hung, hung, frames(3, fps30, hangs(wake)))
		d := runFor(t, Pipeline{Source: src, RetryMax: 500 * ms}, time.Minute)
		// Each opening: 5 s without a first frame, 1 s of grace, 0.5 s of pause.
		// The third hangs after its frames, at 13.07 s; with the fourth, of the
		// last part too, no more are left behind at a time.
		want := []time.Duration{0, 6500 * ms, 13 * time.Second}
		if got := src.opened(d.start); len(got) != maxBehind || !slices.Equal(got[:3], want) {
			t.Errorf("opened at %v", got)
		}
		before := d.text()
		close(wake)
		synctest.Wait()
		if d.text() != before {
			t.Errorf("a backend left behind was heard: %q after %q", d.text(), before)
		}
	})
}

func hangs(wake <-chan struct{}) func(context.Context) error {
	return func(context.Context) error {
		<-wake
		return nil
	}
}

func TestCancelReturnsSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, wake := time.Now(), make(chan struct{})
		runFor(t, Pipeline{Source: script(frames(1e6, fps30, held))}, time.Second)
		if took := time.Since(start); took != time.Second {
			t.Errorf("an orderly source: %v", took)
		}
		start = time.Now()
		runFor(t, Pipeline{Source: script(frames(1, 0, hangs(wake)))}, time.Second)
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("a hung source: %v", took)
		}
		close(wake)
	})
}
