package scanner

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

const fps30 = time.Second / 30

func TestPacedDropsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := &pacedScript{scripted{parts: script(frames(26, 0, ended)).parts}}
		dec, d := &letters{slow: 3 * time.Second}, diary{}
		if err := Run(t.Context(), src, dec, NewFilter(CoolDown), d.events()); err != nil {
			t.Fatal(err)
		}
		if got, want := d.text(), "abcdefghijklmnopqrstuvwxyz"; got != want {
			t.Errorf("read %q", got)
		}
		if slices.Contains(dec.still, false) {
			t.Error("a recording was not decoded as stills")
		}
		if r := d.readings[0]; r.Took != 3*time.Second || r.Width != 64 || r.Height != 48 || !r.At.Equal(d.start) {
			t.Errorf("reading is %+v", r)
		}
	})
}

func TestLiveDropsTheOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// 26 frames in 260 ms for a decoder that takes 94 ms: it gets the first,
		// the latest after each, and in the end the last.
		dec, d := &letters{slow: 94 * time.Millisecond}, diary{}
		err := Run(t.Context(), script(frames(26, 10*time.Millisecond, ended)), dec, nil, d.events())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := d.text(), "ajsz"; got != want {
			t.Errorf("read %q, want %q", got, want)
		}
		if slices.Contains(dec.still, true) {
			t.Error("a live frame was decoded as a still")
		}
		if r := d.readings[1]; r.Took != 98*time.Millisecond {
			t.Errorf("waiting is not in Took: %v", r.Took)
		}
		want := []Status{{Source: "scripted", Live: true}, {Source: "scripted"}}
		if !slices.Equal(d.statuses, want) {
			t.Errorf("told %v", d.statuses)
		}
	})
}

func TestHeldInViewIsReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		same := func(ctx context.Context, deliver func(*Frame)) error {
			for range 600 {
				deliver(&Frame{Luma: []byte("q"), Stride: 1, Width: 1, Height: 1, At: time.Now()})
				sleep(ctx, fps30)
			}
			return nil
		}
		d := diary{}
		if err := Run(t.Context(), script(same), &letters{}, NewFilter(CoolDown), d.events()); err != nil {
			t.Fatal(err)
		}
		if d.text() != "q" {
			t.Errorf("read %q in 20 s", d.text())
		}
	})
}

func TestUnusableFramesAreLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := script(func(ctx context.Context, deliver func(*Frame)) error {
			deliver(&Frame{})
			deliver(&Frame{Luma: make([]byte, 10), Stride: 5, Width: 5, Height: 3})
			return nil
		})
		d := diary{}
		if err := Run(t.Context(), src, &letters{}, nil, d.events()); err != nil || d.text() != "" {
			t.Errorf("read %q, %v", d.text(), err)
		}
	})
}

func TestLongTextIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := diary{}
		p := Pipeline{Source: script(frames(1, 0, ended)), Decoder: rubbish{}, Events: d.events()}
		if err := p.Run(t.Context()); err != nil || len(d.text()) != MaxText {
			t.Errorf("%d bytes, %v", len(d.text()), err)
		}
	})
}

type rubbish struct{}

func (rubbish) Decode(*Frame, bool) (Code, bool) {
	return Code{Text: string(make([]byte, 1<<20))}, true
}
