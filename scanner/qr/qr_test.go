package qr

import (
	"math"
	"strings"
	"testing"

	"ikd/station/scanner"
)

func TestStillReads(t *testing.T) {
	tests := []struct {
		name string
		make func() *scanner.Frame
	}{
		{"plain", func() *scanner.Frame {
			p := newPaper(640, 480, 128)
			p.code(t, sample, 200, 100, 6, 20, 240)
			return &p.Frame
		}},
		{"long rows, the last cut short", func() *scanner.Frame {
			p := newPaper(641, 480, 128)
			p.code(t, sample, 200, 100, 6, 20, 240)
			return p.padded(27)
		}},
		{"inverted", func() *scanner.Frame {
			p := newPaper(640, 480, 128)
			p.code(t, sample, 200, 100, 6, 235, 15)
			return &p.Frame
		}},
		{"small", func() *scanner.Frame {
			p := newPaper(320, 240, 128)
			p.code(t, sample, 100, 60, 2, 20, 240)
			return &p.Frame
		}},
		{"smallest picture", func() *scanner.Frame {
			p := newPaper(29, 29, 255)
			p.code(t, "1", 4, 4, 1, 0, 255)
			return &p.Frame
		}},
		{"noisy", func() *scanner.Frame {
			p := newPaper(640, 480, 128)
			p.code(t, sample, 150, 80, 9, 20, 240)
			p.noise(1, 0.25)
			return &p.Frame
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := tt.make()
			before := string(f.Luma)
			code, ok := New().Decode(f, true)
			if want := map[bool]string{true: "1", false: sample}[f.Width == 29]; !ok || code.Text != want {
				t.Errorf("read %v %q", ok, code.Text)
			}
			if string(f.Luma) != before {
				t.Error("the frame was changed")
			}
		})
	}
}

func TestNothingToRead(t *testing.T) {
	noise := newPaper(320, 240, 0)
	noise.noise(3, 1)
	tests := map[string]*scanner.Frame{
		"white":     &newPaper(320, 240, 255).Frame,
		"black":     &newPaper(320, 240, 0).Frame,
		"noise":     &noise.Frame,
		"one pixel": &newPaper(1, 1, 0).Frame,
		"a line":    &newPaper(5000, 1, 0).Frame,
		"no pixels": {},
		"too short": {Luma: make([]byte, 99), Stride: 10, Width: 10, Height: 10},
	}
	d := New()
	for name, f := range tests {
		for _, still := range []bool{true, false} {
			if code, ok := d.Decode(f, still); ok {
				t.Errorf("%s: read %q", name, code.Text)
			}
		}
	}
}

func TestByteModeText(t *testing.T) {
	const text = "https://example.id/halo?q=selamat"
	p := newPaper(400, 400, 200)
	p.code(t, text, 60, 60, 7, 20, 240)
	if code, ok := New().Decode(&p.Frame, false); !ok || code.Text != text {
		t.Errorf("read %v %q", ok, code.Text)
	}
}

// The outline's corners are within half a module of the code's and begin at
// the code's own top left, however it is turned, still or live, seen for the
// first time or again.
func TestOutline(t *testing.T) {
	const x, y, module = 300, 180, 8
	p := newPaper(1280, 720, 128)
	side := float64(p.code(t, strings.Repeat(sample, 2), x, y, module, 20, 240))
	want := [4]scanner.Point{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}}
	turned := p.turned()
	d := New()
	for name, f := range map[string]*scanner.Frame{"upright": &p.Frame, "turned": &turned.Frame} {
		expect := want
		if name == "turned" {
			for i, c := range want {
				expect[i] = scanner.Point{X: 720 - c.Y, Y: c.X}
			}
		}
		for _, how := range []string{"still", "live", "again"} {
			code, ok := d.Decode(f, how == "still")
			if !ok {
				t.Errorf("%s, %s: not read", name, how)
				continue
			}
			checkOutline(t, name+", "+how, code.Outline, expect, module/2)
		}
	}
}

func checkOutline(t *testing.T, name string, got, want [4]scanner.Point, slack float64) {
	t.Helper()
	for i := range got {
		if math.Hypot(got[i].X-want[i].X, got[i].Y-want[i].Y) > slack {
			t.Errorf("%s: corner %d at %.1f, want %.1f", name, i, got[i], want[i])
		}
	}
}

// Of two codes the one nearer to the middle is the frame's; the other is there
// to be asked for, and gone with the frame.
func TestTwoCodes(t *testing.T) {
	p := newPaper(1280, 720, 128)
	p.code(t, "farther", 60, 60, 8, 20, 240)
	p.code(t, "nearer", 700, 300, 8, 20, 240)
	d := New()
	for _, still := range []bool{true, false} {
		code, ok := d.Decode(&p.Frame, still)
		if !ok || code.Text != "nearer" {
			t.Errorf("still %v: read %q", still, code.Text)
		}
		if others := d.Others(); len(others) != 1 || others[0].Text != "farther" {
			t.Errorf("still %v: others %v", still, others)
		}
	}
	d.Decode(&newPaper(100, 100, 9).Frame, false)
	if len(d.Others()) != 0 {
		t.Error("the other code outlives its frame")
	}
}

// A fine slanting weave looks like finder patterns all over.
func TestWeave(t *testing.T) {
	p := newPaper(217, 600, 255)
	for i := range p.Luma {
		p.Luma[i] = byte(i % 9 * 255 / 9)
	}
	d := New()
	for _, still := range []bool{true, false} {
		if code, ok := d.Decode(&p.Frame, still); ok {
			t.Errorf("read %q", code.Text)
		}
	}
}
