package detect

// integrals are sums over all modules above and to the left, of all modules
// and of the light ones. They may overflow; differences of them do not.
type integrals struct {
	all, light       []uint32
	allN, lightN     []uint32
	width, dimension int
}

// slice decides how light each module is among those up to reach modules
// away: the threshold is the middle between the mean of the dark and that of
// the light ones there.
func (g *grid) slice(reach int) {
	s := &g.sums
	s.make(g.dimension)
	s.sum(g.grey, s.all, s.allN, func(i int) bool { return g.grey[i] != outside })
	g.classify(reach)
	s.sum(g.grey, s.light, s.lightN, func(i int) bool { return g.soft[i] > 0 })
	d := g.dimension
	for y := range d {
		for x := range d {
			if i := y*d + x; g.grey[i] == outside {
				g.soft[i] = 0
			} else {
				g.soft[i] = s.soft(x, y, reach, float32(g.grey[i]))
			}
		}
	}
	g.washOut()
}

const (
	// washed is the grey from which a module may be lost in a lamp's reflection.
	washed = 250 << 8
	// washedReach and washedShare are around how far and how many modules must be
	// so: of a code about half are light, and nowhere nearly all.
	washedReach = 2
	washedShare = 0.85
)

// washOut takes what a reflection has made white for unknown: it would pass for
// light without a doubt.
func (g *grid) washOut() {
	s := &g.sums
	white := func(i int) bool { return g.grey[i] >= washed }
	if g.inverted {
		white = func(i int) bool { return g.grey[i] != outside && g.grey[i] <= 255<<8-washed }
	}
	s.sum(g.grey, s.light, s.lightN, white)
	d := g.dimension
	if s.lightN[len(s.lightN)-1] == 0 {
		return
	}
	for y := range d {
		for x := range d {
			i := y*d + x
			if !white(i) {
				continue
			}
			_, all := s.box(s.all, s.allN, x, y, washedReach)
			if _, n := s.box(s.light, s.lightN, x, y, washedReach); float64(n) >= washedShare*float64(all) {
				g.soft[i] = 0
			}
		}
	}
}

// classify sets soft to the sign of grey less the mean around it.
func (g *grid) classify(reach int) {
	s := &g.sums
	d := g.dimension
	for y := range d {
		for x := range d {
			i := y*d + x
			v, n := s.box(s.all, s.allN, x, y, reach)
			switch {
			case g.grey[i] == outside:
				g.soft[i] = 0
			case n > 0 && g.grey[i] > int32(v/n):
				g.soft[i] = 1
			default:
				g.soft[i] = -1
			}
		}
	}
}

func (s *integrals) make(dimension int) {
	s.dimension, s.width = dimension, dimension+1
	n := s.width * s.width
	for _, p := range []*[]uint32{&s.all, &s.light, &s.allN, &s.lightN} {
		*p = grow(*p, n)
		clear((*p)[:s.width])
	}
}

// sum fills one pair of integrals with the modules that take part.
func (s *integrals) sum(grey []int32, sums, counts []uint32, part func(i int) bool) {
	d, w := s.dimension, s.width
	for y := range d {
		var v, n uint32
		sums[(y+1)*w], counts[(y+1)*w] = 0, 0
		for x := range d {
			if i := y*d + x; part(i) {
				v, n = v+uint32(grey[i]), n+1
			}
			at := (y+1)*w + x + 1
			sums[at], counts[at] = sums[at-w]+v, counts[at-w]+n
		}
	}
}

// box is the sum and the number of modules up to reach from x, y.
func (s *integrals) box(sums, counts []uint32, x, y, reach int) (sum, count uint32) {
	x0, x1 := max(x-reach, 0), min(x+reach+1, s.dimension)
	y0, y1 := max(y-reach, 0)*s.width, min(y+reach+1, s.dimension)*s.width
	return sums[y1+x1] - sums[y1+x0] - sums[y0+x1] + sums[y0+x0],
		counts[y1+x1] - counts[y1+x0] - counts[y0+x1] + counts[y0+x0]
}

// soft is how light a grey value is where it stands.
func (s *integrals) soft(x, y, reach int, grey float32) float32 {
	all, n := s.box(s.all, s.allN, x, y, reach)
	light, nl := s.box(s.light, s.lightN, x, y, reach)
	nd := n - nl
	if nl == 0 || nd == 0 {
		return 0
	}
	hi, lo := float32(light)/float32(nl), float32(all-light)/float32(nd)
	if hi-lo < 1 {
		return 0
	}
	return min(max((2*grey-hi-lo)/(hi-lo), -2), 2)
}
