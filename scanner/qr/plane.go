package qr

import "ikd/station/scanner"

const (
	// minSide is the least side of a plane: version 1 has 21 modules.
	minSide = 21
	// maxDouble is the most pixels that are doubled: a larger picture has
	// pixels enough, and four times its size would be memory for nothing.
	maxDouble = 4 << 20
)

// plane is luma with its rows close together, as gozxing takes it.
type plane struct {
	pix  []byte
	w, h int
}

// planes is a frame in the sizes that the stages ask for, each made once a
// frame and in a buffer that is used again.
type planes struct {
	frame                                 *scanner.Frame
	tight, byTwo, byThree, twice, negated buffer
}

type buffer struct {
	plane
	made bool
}

func (p *planes) reset(f *scanner.Frame) {
	p.frame = f
	for _, b := range []*buffer{&p.tight, &p.byTwo, &p.byThree, &p.twice, &p.negated} {
		b.made = false
	}
}

// size readies the buffer for w×h pixels.
func (b *buffer) size(w, h int) []byte {
	if cap(b.pix) < w*h {
		b.pix = make([]byte, w*h)
	}
	b.pix, b.w, b.h, b.made = b.pix[:w*h], w, h, true
	return b.pix
}

// full is the frame itself where its rows lie close together.
func (p *planes) full() plane {
	f := p.frame
	if f.Stride == f.Width && len(f.Luma) >= f.Width*f.Height {
		return plane{f.Luma[:f.Width*f.Height], f.Width, f.Height}
	}
	if !p.tight.made {
		out := p.tight.size(f.Width, f.Height)
		for y := range f.Height {
			copy(out[y*f.Width:(y+1)*f.Width], f.Luma[y*f.Stride:])
		}
	}
	return p.tight.plane
}

func (p *planes) half() plane {
	if !p.byTwo.made {
		src := p.full()
		w, h := src.w/2, src.h/2
		out := p.byTwo.size(w, h)
		for y := range h {
			a, b := src.pix[2*y*src.w:][:2*w], src.pix[(2*y+1)*src.w:][:2*w]
			row := out[y*w:][:w]
			for x := range row {
				row[x] = byte((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1]) + 2) / 4)
			}
		}
	}
	return p.byTwo.plane
}

func (p *planes) third() plane {
	if !p.byThree.made {
		src := p.full()
		w, h := src.w/3, src.h/3
		out := p.byThree.size(w, h)
		for y := range h {
			for x := range w {
				out[y*w+x] = mean9(src.pix[3*y*src.w+3*x:], src.w)
			}
		}
	}
	return p.byThree.plane
}

func mean9(pix []byte, stride int) byte {
	sum := 4
	for y := range 3 {
		row := pix[y*stride:][:3]
		sum += int(row[0]) + int(row[1]) + int(row[2])
	}
	return byte(sum / 9)
}

// double is the frame at twice its size, the pixels between being means;
// nothing for a large picture.
func (p *planes) double() plane {
	src := p.full()
	if src.w*src.h > maxDouble {
		return plane{}
	}
	if !p.twice.made {
		w := 2 * src.w
		out := p.twice.size(w, 2*src.h)
		for y := range src.h {
			a := src.pix[y*src.w:][:src.w]
			b := src.pix[min(y+1, src.h-1)*src.w:][:src.w]
			doubleRow(out[2*y*w:][:w], out[(2*y+1)*w:][:w], a, b)
		}
	}
	return p.twice.plane
}

// doubleRow makes two rows of the doubled plane from row a and the one below.
func doubleRow(top, bottom, a, b []byte) {
	for x := range a {
		n := min(x+1, len(a)-1)
		tl, tr, bl, br := int(a[x]), int(a[n]), int(b[x]), int(b[n])
		top[2*x], top[2*x+1] = a[x], byte((tl+tr+1)/2)
		bottom[2*x], bottom[2*x+1] = byte((tl+bl+1)/2), byte((tl+tr+bl+br+2)/4)
	}
}

func (p *planes) inverted() plane {
	if !p.negated.made {
		src := p.full()
		out := p.negated.size(src.w, src.h)
		for i, v := range src.pix {
			out[i] = ^v
		}
	}
	return p.negated.plane
}
