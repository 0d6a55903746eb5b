package scanner_test

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"ikd/station/scanner"
	"ikd/station/scanner/phone"
)

func frameOf(t testing.TB, text string, o phone.Options) *scanner.Frame {
	t.Helper()
	img := phone.Empty(o)
	if text != "" {
		var err error
		if img, err = phone.Draw(text, o); err != nil {
			t.Fatal(err)
		}
	}
	return scanner.NewFrame(img, time.Time{})
}

// copied is a frame with luma of its own.
func copied(f *scanner.Frame) *scanner.Frame {
	g := *f
	g.Luma = slices.Clone(f.Luma)
	return &g
}

// alter is the frame with each pixel within box changed.
func alter(f *scanner.Frame, box image.Rectangle, by func(v byte) byte) *scanner.Frame {
	f = copied(f)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := f.Luma[y*f.Stride:][box.Min.X:box.Max.X]
		for x, v := range row {
			row[x] = by(v)
		}
	}
	return f
}

// smear blurs along the rows over n pixels, as a moving hand does.
func smear(f *scanner.Frame, n int) *scanner.Frame {
	g := copied(f)
	for y := range f.Height {
		from, to := f.Luma[y*f.Stride:][:f.Width], g.Luma[y*f.Stride:][:f.Width]
		sum := 0
		for x, v := range from {
			if sum += int(v); x >= n {
				sum -= int(from[x-n])
			}
			to[x] = byte(sum / min(n, x+1))
		}
	}
	return g
}

// crop is the middle of a frame.
func crop(f *scanner.Frame, w, h int) *scanner.Frame {
	g := *f
	g.Luma = f.Luma[(f.Height-h)/2*f.Stride+(f.Width-w)/2:]
	g.Width, g.Height = w, h
	return &g
}

var code = "IKD1:" + strings.Repeat("A1", 290)

func TestHintOfAFrame(t *testing.T) {
	for seed := range uint64(2) {
		empty := frameOf(t, "", phone.Options{Seed: seed})
		held := frameOf(t, code, phone.Options{Seed: seed})
		far := frameOf(t, code, phone.Options{Seed: seed, Scale: 0.26})
		near := frameOf(t, code, phone.Options{Seed: seed, Scale: 1})
		whole := image.Rect(0, 0, held.Width, held.Height)
		for name, tt := range map[string]struct {
			frame *scanner.Frame
			want  scanner.Hint
		}{
			"nobody":          {empty, scanner.HintFrame},
			"a small picture": {crop(empty, 64, 64), scanner.HintFrame},
			"well held":       {held, scanner.HintHold},
			"moved":           {smear(held, 7), scanner.HintHold},
			"far away":        {far, scanner.HintCloser},
			"too near":        {crop(near, 900, 506), scanner.HintFarther},
			"dimmed":          {alter(held, whole, func(v byte) byte { return 12 + v/4 }), scanner.HintBrighter},
			"washed out":      {alter(held, whole, func(v byte) byte { return 140 + v/3 }), scanner.HintGlare},
			"lamp on it":      {alter(held, image.Rect(540, 280, 720, 420), func(byte) byte { return 255 }), scanner.HintGlare},
		} {
			if got := scanner.Judge(tt.frame); got != tt.want {
				t.Errorf("%s, seed %d: %v, want %v", name, seed, got, tt.want)
			}
		}
	}
}
