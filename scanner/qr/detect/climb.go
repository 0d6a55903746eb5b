package detect

// climb is a ray straight up (by -1) or down (by 1) in whole pixels: it turns
// most of what only looks like a pattern along its row away at little cost,
// and leaves the rest to ray.
func (l *level) climb(c vec, by int, inverted bool, module float64) bool {
	x, y := int(c.x), int(c.y)
	end := l.h
	if by < 0 {
		end = -1
	}
	var b [3]int
	found, limit := 0, int(3*module)+3
	dark := !inverted
	at, step := y*l.stride+x, by*l.stride
	for t := 0; t < limit; t++ {
		if y == end {
			b[2] = t
			return found == 2 && roughly(b)
		}
		if (l.pix[at] < l.thr[(y>>3)*l.tw+x>>3]) != dark {
			b[found] = t
			if found++; found == len(b) {
				return roughly(b)
			}
			dark = !dark
			limit += int(2*module) + 1
		}
		y, at = y+by, at+step
	}
	return false
}

// roughly is [borders.regular] with a pixel to spare.
func roughly(b [3]int) bool {
	return b[0] > 0 && 10*b[0] > 2*b[2] && 10*b[0] < 7*b[2]+10 && 10*b[1] > 4*b[2] && 10*b[1] < 9*b[2]+5
}
