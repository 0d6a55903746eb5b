package detect

// maxDouble is the largest picture that is looked at doubled, in pixels.
const maxDouble = 1280 * 720

// double makes p twice the size of src, its pixels in between being means.
func (p *plane) double(src *plane) {
	p.w, p.h, p.stride = 2*src.w, 2*src.h, 2*src.w
	p.pix = grow(p.pix, p.w*p.h)
	for y := range src.h {
		at := src.pix[y*src.stride:][:src.w]
		for half := range 2 {
			next := at
			if o := y - 1 + 2*half; o >= 0 && o < src.h {
				next = src.pix[o*src.stride:][:src.w]
			}
			doubleRow(p.pix[(2*y+half)*p.w:][:p.w], at, next)
		}
	}
}

// doubleRow weighs the nearest pixel of four with 9, 3, 3 and 1.
func doubleRow(out, at, next []byte) {
	n := len(at)
	for x := range n {
		l, r := max(x-1, 0), min(x+1, n-1)
		here := 3*int(at[x]) + int(next[x])
		out[2*x] = byte((3*here + 3*int(at[l]) + int(next[l]) + 8) >> 4)
		out[2*x+1] = byte((3*here + 3*int(at[r]) + int(next[r]) + 8) >> 4)
	}
}
