package scanner_test

import (
	"image"
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

// each pixel of the luma, or of the part of it within box, by f.
func alter(f *scanner.Frame, box image.Rectangle, by func(v byte) byte) *scanner.Frame {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			i := y*f.Stride + x
			f.Luma[i] = by(f.Luma[i])
		}
	}
	return f
}

// smear blurs along the rows, as a moving hand does.
func smear(f *scanner.Frame, n int) *scanner.Frame {
	for y := range f.Height {
		row := f.Luma[y*f.Stride:][:f.Width]
		src := append([]byte(nil), row...)
		for x := range row {
			sum, count := 0, 0
			for i := max(x-n/2, 0); i <= min(x+n/2, len(src)-1); i++ {
				sum, count = sum+int(src[i]), count+1
			}
			row[x] = byte(sum / count)
		}
	}
	return f
}

// crop is the middle of a frame.
func crop(f *scanner.Frame, w, h int) *scanner.Frame {
	f.Luma = f.Luma[(f.Height-h)/2*f.Stride+(f.Width-w)/2:]
	f.Width, f.Height = w, h
	return f
}

var code = "IKD1:" + strings.Repeat("A1", 290)

func TestHintOfAFrame(t *testing.T) {
	whole := image.Rect(0, 0, 1280, 720)
	tests := []struct {
		name string
		make func(seed uint64) *scanner.Frame
		want scanner.Hint
	}{
		{"nobody", func(s uint64) *scanner.Frame { return frameOf(t, "", phone.Options{Seed: s}) }, scanner.HintFrame},
		{"well held", func(s uint64) *scanner.Frame { return frameOf(t, code, phone.Options{Seed: s}) }, scanner.HintHold},
		{"far away", func(s uint64) *scanner.Frame { return frameOf(t, code, phone.Options{Seed: s, Scale: 0.26}) }, scanner.HintCloser},
		{"dimmed", func(s uint64) *scanner.Frame {
			return alter(frameOf(t, code, phone.Options{Seed: s}), whole, func(v byte) byte { return 12 + v/4 })
		}, scanner.HintBrighter},
		{"washed out", func(s uint64) *scanner.Frame {
			return alter(frameOf(t, code, phone.Options{Seed: s}), whole, func(v byte) byte { return 140 + v/3 })
		}, scanner.HintGlare},
		{"lamp on it", func(s uint64) *scanner.Frame {
			return alter(frameOf(t, code, phone.Options{Seed: s}), image.Rect(540, 280, 720, 420), func(byte) byte { return 255 })
		}, scanner.HintGlare},
		{"too near", func(s uint64) *scanner.Frame {
			return crop(frameOf(t, code, phone.Options{Width: 1920, Height: 1080, Seed: s, Scale: 1}), 900, 506)
		}, scanner.HintFarther},
		{"a small picture", func(s uint64) *scanner.Frame { return frameOf(t, "", phone.Options{Width: 64, Height: 64, Seed: s}) }, scanner.HintFrame},
		{"moved", func(s uint64) *scanner.Frame { return smear(frameOf(t, code, phone.Options{Seed: s}), 7) }, scanner.HintHold},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(3) {
				if got := scanner.Judge(tt.make(seed)); got != tt.want {
					t.Errorf("seed %d: %v, want %v", seed, got, tt.want)
				}
			}
		})
	}
}
