package qr

import (
	"math/rand/v2"
	"testing"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"ikd/station/scanner"
)

const sample = "IKD1:6BFOXN*TS0BI$ZD-PHQ7I9AD66V5B22CH9M9ESI9XBHXK-%69LQOGI.*V76GCV4*XUA2P"

// paper is a frame of one grey with codes drawn on it.
type paper struct{ scanner.Frame }

func newPaper(w, h int, grey byte) *paper {
	p := &paper{scanner.Frame{Luma: make([]byte, w*h), Stride: w, Width: w, Height: h}}
	for i := range p.Luma {
		p.Luma[i] = grey
	}
	return p
}

// code draws text upright, its corner without the quiet zone at x, y, and
// returns the length of its side.
func (p *paper) code(t testing.TB, text string, x, y, module int, dark, light byte) int {
	t.Helper()
	c, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := c.GetMatrix().GetArray()
	p.fill(x-4*module, y-4*module, (len(rows)+8)*module, light)
	for j, row := range rows {
		for i, v := range row {
			if v == 1 {
				p.fill(x+i*module, y+j*module, module, dark)
			}
		}
	}
	return len(rows) * module
}

func (p *paper) fill(x, y, side int, grey byte) {
	for j := y; j < y+side; j++ {
		for i := x; i < x+side; i++ {
			p.Luma[j*p.Stride+i] = grey
		}
	}
}

// turned is the frame turned clockwise by a quarter.
func (p *paper) turned() *paper {
	out := newPaper(p.Height, p.Width, 0)
	for y := range p.Height {
		for x := range p.Width {
			out.Luma[x*out.Stride+p.Height-1-y] = p.Luma[y*p.Stride+x]
		}
	}
	return out
}

// padded is the frame with longer rows, the last one cut short.
func (p *paper) padded(by int) *scanner.Frame {
	f := scanner.Frame{Stride: p.Width + by, Width: p.Width, Height: p.Height}
	for y := range p.Height {
		f.Luma = append(f.Luma, p.Luma[y*p.Stride:][:p.Width]...)
		if y < p.Height-1 {
			f.Luma = append(f.Luma, make([]byte, by)...)
		}
	}
	return &f
}

// noise sets that share of the pixels to anything.
func (p *paper) noise(seed uint64, share float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range p.Luma {
		if r.Float64() < share {
			p.Luma[i] = byte(r.Uint32())
		}
	}
}
