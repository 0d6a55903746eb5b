package mediafoundation

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/scanner/qr"
)

// nv12 lays a picture into memory as a camera would: rows pitch bytes apart,
// with margin bytes around it all, at x and y of a picture of so many rows.
func nv12(p *image.YCbCr, l layout, pitch, margin int) (layout, []byte) {
	const padding = 0xEE
	memory := make([]byte, 2*margin+max(pitch, -pitch)*(l.rows+l.rows/2))
	for i := range memory {
		memory[i] = padding
	}
	l.pitch, l.top = pitch, margin
	if pitch < 0 {
		l.top = margin - (l.rows-1)*pitch
	}
	for y := range l.height {
		copy(memory[l.top+(l.y+y)*pitch+l.x:], p.Y[y*p.YStride:][:l.width])
	}
	for y := range l.height / 2 {
		at := l.chromaTop() + (l.y/2+y)*pitch + l.x
		for x := range l.width / 2 {
			c := y*p.CStride + x
			memory[at+2*x], memory[at+2*x+1] = p.Cb[c], p.Cr[c]
		}
	}
	return l, memory
}

// seen is a phone with a code before a webcam, as a camera's 4:2:0.
func seen(t testing.TB, text string) *image.YCbCr {
	t.Helper()
	img, err := phone.Draw(text, phone.Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	p := image.NewYCbCr(img.Rect, image.YCbCrSubsampleRatio420)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			luma, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
			p.Y[p.YOffset(x, y)] = luma
			p.Cb[p.COffset(x, y)], p.Cr[p.COffset(x, y)] = cb, cr
		}
	}
	return p
}

// TestFrameOfACode takes a picture with a code through every way that it can
// lie in a sample; it must come out as it went in, and its code be read.
func TestFrameOfACode(t *testing.T) {
	const text = "IKD1:A MADE-UP CODE"
	p := seen(t, text)
	for _, c := range []struct {
		name          string
		width, height int
		part          visible
		pitch, margin int
	}{
		{"close together", 1280, 720, visible{}, 1280, 0},
		{"padded rows", 1280, 720, visible{}, 1536, 0},
		{"bottom up", 1280, 720, visible{}, -1280, 0},
		{"bottom up, padded", 1280, 720, visible{}, -1344, 64},
		{"padded as a decoder does", 1280, 736, visible{0, 0, 1280, 720}, 1280, 0},
		{"a part in the middle", 1312, 752, visible{16, 18, 1280, 720}, 1408, 32},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, memory := nv12(p, newLayout(c.width, c.height, c.part, false), c.pitch, c.margin)
			dst := l.fitting(nil)
			frame, err := l.frame(dst, memory)
			if err != nil {
				t.Fatal(err)
			}
			got := frame.Colour.(*image.YCbCr)
			if !bytes.Equal(got.Y, p.Y) || !bytes.Equal(got.Cb, p.Cb) || !bytes.Equal(got.Cr, p.Cr) {
				t.Fatal("another picture came out")
			}
			clear(memory) // the sample goes back to the camera
			code, ok := qr.New().Decode(frame, false)
			if !ok || code.Text != text {
				t.Errorf("read %q, %v", code.Text, ok)
			}
			if preview := scanner.Preview(nil, frame.Colour); preview.Rect != image.Rect(0, 0, 640, 360) {
				t.Errorf("preview %v", preview.Rect)
			}
		})
	}
}

// TestLimitedRange narrows a picture as cameras do; widened again it is the
// same but for rounding.
func TestLimitedRange(t *testing.T) {
	p := seen(t, "IKD1:A MADE-UP CODE")
	narrow := image.NewYCbCr(p.Rect, p.SubsampleRatio)
	scale := func(dst, src []byte, span, offset int) {
		for i, v := range src {
			dst[i] = byte((int(v)*span+127)/255 + offset)
		}
	}
	scale(narrow.Y, p.Y, 219, 16)
	scale(narrow.Cb, p.Cb, 224, 16)
	scale(narrow.Cr, p.Cr, 224, 16)
	l, memory := nv12(narrow, newLayout(1280, 720, visible{}, true), 1280, 0)
	frame, err := l.frame(l.fitting(nil), memory)
	if err != nil {
		t.Fatal(err)
	}
	wide := frame.Colour.(*image.YCbCr)
	near := func(name string, got, want []byte) {
		for i := range want {
			if d := int(got[i]) - int(want[i]); d < -1 || d > 1 {
				t.Fatalf("%s: %d of %d", name, got[i], want[i])
			}
		}
	}
	near("luma", wide.Y, p.Y)
	near("Cb", wide.Cb, p.Cb)
	near("Cr", wide.Cr, p.Cr)
}

func TestWiden(t *testing.T) {
	for v, want := range map[int]byte{0: 0, 16: 0, 17: 1, 125: 127, 126: 128, 235: 255, 255: 255} {
		if got := wideLuma[v]; got != want {
			t.Errorf("luma %d: %d, want %d", v, got, want)
		}
	}
	for v, want := range map[int]byte{0: 0, 16: 1, 127: 127, 128: 128, 129: 129, 240: 255, 255: 255} {
		if got := wideChroma[v]; got != want {
			t.Errorf("chroma %d: %d, want %d", v, got, want)
		}
	}
}

// TestFrameOrError cuts the memory of any picture anywhere: the whole picture
// comes out, or an error does.
func TestFrameOrError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.IntRange(1, 16)
		width, height := side.Draw(t, "width"), side.Draw(t, "height")
		part := visible{side.Draw(t, "x") - 1, side.Draw(t, "y") - 1, side.Draw(t, "part width"), side.Draw(t, "part height")}
		l := newLayout(width, height, part, false)
		p := l.fitting(nil)
		for i := range p.Y {
			p.Y[i] = byte(i)
		}
		pitch := (width + side.Draw(t, "padding") - 1) * rapid.SampledFrom([]int{1, -1}).Draw(t, "way up")
		l, memory := nv12(p, l, pitch, 0)
		frame, err := l.frame(l.fitting(nil), memory[:rapid.IntRange(0, len(memory)).Draw(t, "length")])
		switch {
		case err != nil && !errors.Is(err, errLayout):
			t.Fatal(err)
		case err == nil && !bytes.Equal(frame.Luma, p.Y):
			t.Fatal("another picture came out")
		}
		if _, err := l.frame(l.fitting(nil), memory); err != nil && l.width > 0 && l.height > 0 {
			t.Fatalf("of the whole memory: %v", err)
		}
	})
}

// TestFrameOfNonsense gives layouts that no camera has.
func TestFrameOfNonsense(t *testing.T) {
	memory := make([]byte, 64*48*3/2)
	good := layout{rows: 48, pitch: 64, visible: visible{width: 64, height: 48}}
	if _, err := good.frame(good.fitting(nil), memory); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*layout){
		"before the memory":        func(l *layout) { l.top = -1 },
		"beyond it":                func(l *layout) { l.top = 1 },
		"rows over each other":     func(l *layout) { l.pitch = 63 },
		"no pitch":                 func(l *layout) { l.pitch = 0 },
		"bottom up from the top":   func(l *layout) { l.pitch = -64 },
		"more rows than there are": func(l *layout) { l.rows = 50 },
		"no rows":                  func(l *layout) { l.rows = 0 },
		"higher than its rows":     func(l *layout) { l.y = 2 },
		"wider than its rows":      func(l *layout) { l.x = 2 },
	} {
		l := good
		spoil(&l)
		if _, err := l.frame(good.fitting(nil), memory); !errors.Is(err, errLayout) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkFrame(b *testing.B) {
	for _, limited := range []bool{false, true} {
		l, memory := nv12(seen(b, "IKD1:A MADE-UP CODE"), newLayout(1280, 720, visible{}, limited), 1280, 0)
		dst := l.fitting(nil)
		name := "full"
		if limited {
			name = "limited"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.frame(dst, memory); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
