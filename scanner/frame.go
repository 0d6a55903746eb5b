package scanner

import (
	"image"
	"time"
)

// NewFrame makes a frame of a picture. The luma of JPEG and grey pictures is
// theirs, not a copy; of any other it is made (ITU-R BT.601), what is
// transparent being laid on white.
func NewFrame(img image.Image, at time.Time) *Frame {
	b := img.Bounds()
	f := &Frame{Width: b.Dx(), Height: b.Dy(), Stride: b.Dx(), Colour: img, At: at}
	if b.Empty() {
		return f
	}
	switch p := img.(type) {
	case *image.YCbCr:
		f.Luma, f.Stride = p.Y[p.YOffset(b.Min.X, b.Min.Y):], p.YStride
	case *image.Gray:
		f.Luma, f.Stride = p.Pix[p.PixOffset(b.Min.X, b.Min.Y):], p.Stride
	case *image.RGBA:
		f.Luma = lumaRGBA(p)
	case *image.NRGBA:
		f.Luma = lumaNRGBA(p)
	default:
		f.Luma = lumaAny(img)
	}
	return f
}

// Usable tells whether the luma holds as many rows as the frame says.
func (f *Frame) Usable() bool {
	return f.Width > 0 && f.Height > 0 && f.Stride >= f.Width &&
		f.Height-1 <= (len(f.Luma)-f.Width)/f.Stride && len(f.Luma) >= f.Width
}

// copyFrom takes over the luma and its description, rows close together, into
// the frame's own buffer.
func (f *Frame) copyFrom(g *Frame) {
	n := g.Width * g.Height
	if cap(f.Luma) < n {
		f.Luma = make([]byte, n)
	}
	f.Luma = f.Luma[:n]
	f.Width, f.Height, f.Stride, f.At, f.Name = g.Width, g.Height, g.Width, g.At, g.Name
	if g.Stride == g.Width {
		copy(f.Luma, g.Luma)
		return
	}
	for y := range g.Height {
		copy(f.Luma[y*f.Width:(y+1)*f.Width], g.Luma[y*g.Stride:])
	}
}

// luma weighs 16-bit or 8-bit channels; the weights add up to 1<<16.
func luma(r, g, b uint32) uint32 { return (19595*r + 38470*g + 7471*b + 1<<15) >> 16 }

func lumaRGBA(p *image.RGBA) []byte {
	b := p.Rect
	out := make([]byte, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := p.Pix[p.PixOffset(b.Min.X, y):][:4*b.Dx()]
		for ; len(row) >= 4; row = row[4:] {
			v := luma(uint32(row[0]), uint32(row[1]), uint32(row[2]))
			out = append(out, byte(min(v+255-uint32(row[3]), 255)))
		}
	}
	return out
}

func lumaNRGBA(p *image.NRGBA) []byte {
	b := p.Rect
	out := make([]byte, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := p.Pix[p.PixOffset(b.Min.X, y):][:4*b.Dx()]
		for ; len(row) >= 4; row = row[4:] {
			v := luma(uint32(row[0]), uint32(row[1]), uint32(row[2]))
			if a := uint32(row[3]); a < 255 {
				v = (v*a + 255*(255-a)) / 255
			}
			out = append(out, byte(v))
		}
	}
	return out
}

func lumaAny(img image.Image) []byte {
	b := img.Bounds()
	out := make([]byte, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, a := img.At(x, y).RGBA()
			out = append(out, byte(min(luma(r, g, bl)+0xffff-a, 0xffff)>>8))
		}
	}
	return out
}
