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

// The outline's corners are within one module of the code's, at every scale,
// and begin at the code's own top left, however it is turned.
func TestOutline(t *testing.T) {
	const x, y, module = 300, 180, 8
	p := newPaper(1280, 720, 128)
	side := float64(p.code(t, strings.Repeat(sample, 2), x, y, module, 20, 240))
	want := [4]scanner.Point{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}}
	for _, s := range []stage{hybrid, global, half, third, halfGlobal, double} {
		d := New()
		d.planes.reset(&p.Frame)
		code, ok := d.try(s)
		if !ok {
			t.Errorf("%s: not read", s.name)
			continue
		}
		checkOutline(t, s.name, code.Outline, want, module)
	}
	turned := p.turned()
	for i, c := range want {
		want[i] = scanner.Point{X: 720 - c.Y, Y: c.X}
	}
	code, ok := New().Decode(&turned.Frame, false)
	if !ok {
		t.Fatal("turned: not read")
	}
	checkOutline(t, "turned", code.Outline, want, module)
}

func checkOutline(t *testing.T, name string, got, want [4]scanner.Point, slack float64) {
	t.Helper()
	for i := range got {
		if math.Hypot(got[i].X-want[i].X, got[i].Y-want[i].Y) > slack {
			t.Errorf("%s: corner %d at %.1f, want %.1f", name, i, got[i], want[i])
		}
	}
}

// What only one of the live stages reads is found within a turn of them all,
// and at once when it is seen again.
func TestLiveTakesTurns(t *testing.T) {
	p := newPaper(1280, 720, 128)
	p.code(t, sample, 300, 100, 12, 20, 240)
	p.noise(2, 0.2)
	d := New()
	d.planes.reset(&p.Frame)
	if _, ok := d.try(hybrid); ok {
		t.Fatal("the frame is too easy to show anything")
	}
	tries := 1
	for ; tries <= len(liveStages); tries++ {
		if code, ok := d.Decode(&p.Frame, false); ok && code.Text == sample {
			break
		}
	}
	if tries >= len(liveStages) || d.first == 0 {
		t.Fatalf("not found in %d frames", tries)
	}
	if _, ok := d.Decode(&p.Frame, false); !ok || d.misses != 0 {
		t.Error("not found again at once")
	}
	blank := newPaper(1280, 720, 128)
	for range forgetAfter {
		d.Decode(&blank.Frame, false)
	}
	if d.first != 0 {
		t.Error("goes on beginning with the stage of a phone long gone")
	}
}

func TestPanicIsNoCode(t *testing.T) {
	p := newPaper(64, 64, 0)
	d := New()
	d.planes.reset(&p.Frame)
	bad := stage{name: "bad", scale: 1, plane: func(*planes) plane { panic("odd input") }}
	if _, ok := d.try(bad); ok {
		t.Error("a panic was taken for a code")
	}
}

// A fine slanting weave looks like finder patterns all over: it is given up
// before every three of them are weighed.
func TestPatternIsGivenUp(t *testing.T) {
	p := newPaper(217, 600, 255)
	for i := range p.Luma {
		p.Luma[i] = byte(i % 9 * 255 / 9)
	}
	d := New()
	if code, ok := d.Decode(&p.Frame, true); ok {
		t.Errorf("read %q", code.Text)
	}
	d.planes.reset(&p.Frame)
	if _, ok := d.try(double); ok || d.centres != maxCentres+1 {
		t.Errorf("looked at %d centres", d.centres)
	}
}
