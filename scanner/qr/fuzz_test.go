package qr

import (
	"bytes"
	"math"
	"testing"
	"unicode/utf8"

	"ikd/station/scanner"
)

// FuzzDecode: whatever the luma, its size and its rows, the decoder neither
// panics nor gives a text that is not UTF-8, nor an outline that is no number.
// The bytes are repeated to fill the frame, all but the last short of them.
func FuzzDecode(f *testing.F) {
	p := newPaper(60, 60, 128)
	p.code(f, "IKD1:A", 10, 10, 1, 0, 255)
	f.Add(p.Luma, uint8(60), uint8(60), uint8(0), uint8(0), true)
	f.Add(p.Luma, uint8(50), uint8(60), uint8(10), uint8(9), false)
	f.Add([]byte{}, uint8(0), uint8(0), uint8(0), uint8(1), true)
	f.Add([]byte{0, 255, 9}, uint8(41), uint8(43), uint8(2), uint8(200), true)
	f.Fuzz(func(t *testing.T, luma []byte, w, h, pad, short uint8, still bool) {
		frame := &scanner.Frame{Width: int(w), Height: int(h), Stride: int(w) + int(pad)}
		if n := frame.Stride*frame.Height - int(short); n > 0 && len(luma) > 0 {
			frame.Luma = bytes.Repeat(luma, n/len(luma)+1)[:n]
		}
		d := New()
		for range 2 {
			code, ok := d.Decode(frame, still)
			if !ok {
				continue
			}
			if !utf8.ValidString(code.Text) {
				t.Errorf("text is not UTF-8: %q", code.Text)
			}
			for _, p := range code.Outline {
				if math.IsNaN(p.X + p.Y) {
					t.Errorf("outline %v", code.Outline)
				}
			}
		}
	})
}
