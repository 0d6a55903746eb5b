package detect

// sharpen makes every level from the one given on crisper, so that the light
// ring of a finder pattern shows again where the lens or the distance has
// blurred it away. The picture itself is left as it is.
func (p *pyramid) sharpen(from int) {
	for i := from; i < p.n; i++ {
		l, s := &p.levels[i], &p.sharp[i]
		s.sharpen(&l.plane)
		if i == 0 {
			l.plane = *s
		} else {
			l.plane, *s = *s, l.plane
		}
	}
	p.thresholds()
}

// sharpen doubles in p what each pixel of src differs from those around it.
func (p *plane) sharpen(src *plane) {
	p.w, p.h, p.stride = src.w, src.h, src.w
	p.pix = grow(p.pix, p.w*p.h)
	for y := range p.h {
		out := p.pix[y*p.w:][:p.w]
		above := src.pix[max(y-1, 0)*src.stride:][:p.w]
		row := src.pix[y*src.stride:][:p.w]
		below := src.pix[min(y+1, p.h-1)*src.stride:][:p.w]
		column := func(x int) int { return int(above[x]) + 2*int(row[x]) + int(below[x]) }
		left := column(0)
		at := left
		for x := range p.w {
			right := at
			if x+1 < p.w {
				right = column(x + 1)
			}
			blurred := left + 2*at + right // of weight 16
			v := (3*16*int(row[x]) - 2*blurred) >> 4
			out[x] = byte(min(max(v, 0), 255))
			left, at = at, right
		}
	}
}
