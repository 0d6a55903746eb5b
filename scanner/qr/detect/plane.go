package detect

import "encoding/binary"

// Image is a grey picture: Height rows of Width bytes, Stride bytes apart, 0
// black and 255 white. The last row may be cut short after its Width bytes.
type Image struct {
	Pix                   []byte
	Stride, Width, Height int
}

// valid tells whether Pix holds as many rows as the image says.
func (m Image) valid() bool {
	return m.Width > 0 && m.Height > 0 && m.Stride >= m.Width && len(m.Pix) >= m.Width &&
		m.Height-1 <= (len(m.Pix)-m.Width)/m.Stride
}

// plane is an image at one of the pyramid's sizes. Continuous coordinates have
// the pixel (i, j) between i and i+1, so they scale by plain multiplication.
type plane struct {
	pix          []byte
	stride, w, h int
}

// outside is what sample gives beyond the picture.
const outside = -1

// sample is the brightness at x, y between the pixels around it, in 1/256 of a
// grey level.
func (p *plane) sample(x, y float64) int {
	fx, fy := int(x*256)-128, int(y*256)-128
	if x < 0 || y < 0 || fx > (p.w-1)<<8+127 || fy > (p.h-1)<<8+127 {
		return outside
	}
	fx, fy = min(max(fx, 0), (p.w-1)<<8), min(max(fy, 0), (p.h-1)<<8)
	i, j := fx>>8, fy>>8
	fx, fy = fx&255, fy&255
	a := p.pix[j*p.stride+i:]
	b := a
	if j+1 < p.h {
		b = a[p.stride:]
	}
	if i+1 >= p.w {
		return int(a[0])*(256-fy) + int(b[0])*fy
	}
	top := int(a[0])*(256-fx) + int(a[1])*fx
	bottom := int(b[0])*(256-fx) + int(b[1])*fx
	return (top*(256-fy) + bottom*fy) >> 8
}

// halve makes p half of src: each pixel is the mean of four. The buffer of p
// is used again where it is large enough.
func (p *plane) halve(src *plane) {
	p.w, p.h = src.w/2, src.h/2
	p.stride = p.w
	if n := p.w * p.h; cap(p.pix) < n {
		p.pix = make([]byte, n)
	} else {
		p.pix = p.pix[:n]
	}
	for y := range p.h {
		a := src.pix[2*y*src.stride:][:src.w]
		b := src.pix[(2*y+1)*src.stride:][:src.w]
		halveRow(p.pix[y*p.w:][:p.w], a, b)
	}
}

// halveRow averages eight pixels of two rows at a time in 16-bit lanes.
func halveRow(out, a, b []byte) {
	const low, round = 0x00ff00ff00ff00ff, 0x0002000200020002
	x := 0
	for ; x+4 <= len(out); x += 4 {
		u, v := binary.LittleEndian.Uint64(a[2*x:]), binary.LittleEndian.Uint64(b[2*x:])
		s := (u&low + u>>8&low + v&low + v>>8&low + round) >> 2 & low
		s = (s | s>>8) & 0x0000ffff0000ffff
		binary.LittleEndian.PutUint32(out[x:], uint32(s|s>>16))
	}
	for ; x < len(out); x++ {
		s := int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1])
		out[x] = byte((s + 2) >> 2)
	}
}
