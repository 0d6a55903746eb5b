package scanner

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// counter is a camera over an empty counter at 30 frames a second, with the
// noise of a webcam, and what a scene draws on it.
type counter struct {
	long      time.Duration
	scene     func(at time.Duration, f *Frame)
	throttled []time.Duration // when it was asked to deliver fewer frames, and all again
	start     time.Time
}

func (*counter) Name() string { return "counter" }

func (c *counter) Throttle(bool) { c.throttled = append(c.throttled, time.Since(c.start)) }

func (c *counter) Run(ctx context.Context, deliver func(*Frame)) error {
	const w, h = 320, 180
	empty := grainy(w, h)
	f := &Frame{Luma: make([]byte, w*h), Stride: w, Width: w, Height: h}
	c.start = time.Now()
	for n := 0; time.Since(c.start) < c.long; n++ {
		copy(f.Luma, empty[n%len(empty)])
		if c.scene != nil {
			c.scene(time.Since(c.start), f)
		}
		deliver(f)
		if !sleep(ctx, fps30) {
			return ctx.Err()
		}
	}
	return nil
}

// grainy is the same picture again and again, each with noise of its own.
func grainy(w, h int) (all [7][]byte) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range all {
		all[n] = make([]byte, w*h)
		for i := range all[n] {
			all[n][i] = byte(90 + i%w/4 + int(r.Uint32()%13))
		}
	}
	return all
}

// hand draws something of 40×40 pixels.
func hand(f *Frame, x int) {
	for y := 70; y < 110; y++ {
		for i := range 40 {
			f.Luma[y*f.Stride+x+i] = 20
		}
	}
}

// clock notes when it decodes.
type clock struct {
	start time.Time
	at    []time.Duration
	finds func(at time.Duration) bool
}

func (c *clock) Decode(*Frame, bool) (Code, bool) {
	at := time.Since(c.start)
	c.at = append(c.at, at)
	return Code{Text: "x"}, c.finds != nil && c.finds(at)
}

// during counts what lies between two times.
func during(at []time.Duration, from, to time.Duration) int {
	n := 0
	for _, d := range at {
		if d >= from && d < to {
			n++
		}
	}
	return n
}

func idle(t *testing.T, c *counter, finds func(time.Duration) bool) (decodes, views []time.Duration) {
	start := time.Now()
	dec := &clock{start: start, finds: finds}
	ev := Events{View: func(v View) { views = append(views, time.Since(start)); v.Release() }}
	if err := Run(t.Context(), c, dec, nil, ev); err != nil {
		t.Error(err)
	}
	return dec.at, views
}

func TestRestsWhereNothingMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counter{long: 40 * time.Second}
		decodes, views := idle(t, c, nil)
		if n := during(decodes, 5*time.Second, 15*time.Second); n < 295 {
			t.Errorf("%d decodes in 10 s before", n)
		}
		d, v := during(decodes, 25*time.Second, 35*time.Second), during(views, 25*time.Second, 35*time.Second)
		if d < 35 || d > 40 || v < 35 || v > 40 {
			t.Errorf("while idle %d decodes and %d previews in 10 s", d, v)
		}
		if len(c.throttled) != 2 { // working, idle
			t.Errorf("the source was told at %v", c.throttled)
		}
	})
}

func TestWakesWithTheFirstFrameThatMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const comes = 30 * time.Second
		c := &counter{long: 40 * time.Second, scene: func(at time.Duration, f *Frame) {
			if at >= comes {
				hand(f, 100)
			}
		}}
		decodes, _ := idle(t, c, nil)
		i := slices.IndexFunc(decodes, func(d time.Duration) bool { return d >= comes })
		if late := decodes[i] - comes; late > fps30 {
			t.Errorf("woken after %v", late)
		}
		if n := during(decodes, comes, comes+time.Second); n < 29 {
			t.Errorf("%d decodes in the second after", n)
		}
		if len(c.throttled) != 3 { // working, idle, working
			t.Errorf("the source was told at %v", c.throttled)
		}
	})
}

func TestASlowHandWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counter{long: 40 * time.Second, scene: func(at time.Duration, f *Frame) {
			if at >= 30*time.Second { // 10 pixels a second, from one side to the other
				hand(f, int((at-30*time.Second)/(100*ms)))
			}
		}}
		if decodes, _ := idle(t, c, nil); during(decodes, 32*time.Second, 40*time.Second) < 230 {
			t.Error("idle while a hand moves")
		}
	})
}

func TestLightDoesNotWake(t *testing.T) {
	scenes := map[string]func(at time.Duration, f *Frame){
		"a lamp that flickers": func(at time.Duration, f *Frame) {
			for i := range f.Luma {
				f.Luma[i] += byte(at/(50*ms)%2) * 8
			}
		},
		"the sun": func(at time.Duration, f *Frame) {
			for y := range 60 {
				for i := range 100 {
					f.Luma[y*f.Stride+i] += byte(at / time.Second)
				}
			}
		},
	}
	for name, scene := range scenes {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				decodes, _ := idle(t, &counter{long: 40 * time.Second, scene: scene}, nil)
				if n := during(decodes, 25*time.Second, 35*time.Second); n > 40 {
					t.Errorf("%d decodes in 10 s", n)
				}
			})
		})
	}
}

func TestACodeKeepsItAwake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		always := func(time.Duration) bool { return true }
		decodes, _ := idle(t, &counter{long: 40 * time.Second}, always)
		if n := during(decodes, 30*time.Second, 40*time.Second); n < 295 {
			t.Errorf("%d decodes in 10 s with a code in view", n)
		}
	})
}
