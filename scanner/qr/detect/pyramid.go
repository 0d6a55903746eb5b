package detect

// tile is the side of the squares that share a threshold, in pixels of their
// level.
const tile = 8

// maxLevels bounds the pyramid; the smallest level is no smaller than minSide.
const (
	maxLevels = 6
	minSide   = 16
)

// level is the picture at one size with its thresholds.
type level struct {
	plane
	tw, th int
	stats  []stat
	thr    []byte // by tile: darker than this is dark
}

// pyramid is the picture at full, half, quarter … size. Level 0 shares the
// pixels of the image.
type pyramid struct {
	levels [maxLevels]level
	n      int
	sharp  [maxLevels]plane // buffers of the levels when sharpened
	sums   boxSums
}

// build makes all levels of the image and their thresholds.
func (p *pyramid) build(m Image) {
	p.levels[0].plane = plane{m.Pix, m.Stride, m.Width, m.Height}
	p.n = 1
	for p.n < maxLevels {
		src := &p.levels[p.n-1].plane
		if src.w < 2*minSide || src.h < 2*minSide {
			break
		}
		p.levels[p.n].halve(src)
		p.n++
	}
	p.thresholds()
}

// thresholds goes from the finest level, whose tiles are measured, to the
// coarsest by merging tiles, and back, each level borrowing from the coarser
// one where it sees no contrast: the middle of a large dark square is dark.
func (p *pyramid) thresholds() {
	for i := range p.n {
		l := &p.levels[i]
		l.tw, l.th = (l.w+tile-1)/tile, (l.h+tile-1)/tile
		l.stats, l.thr = grow(l.stats, l.tw*l.th), grow(l.thr, l.tw*l.th)
		switch {
		case i > 0:
			l.merge(&p.levels[i-1])
		case p.n > 1:
			l.measure(&p.levels[1].plane, tile/2)
		default:
			l.measure(&l.plane, tile)
		}
	}
	noise := p.levels[0].noise()
	for i := p.n - 1; i >= 0; i-- {
		var coarser *level
		if i+1 < p.n {
			coarser = &p.levels[i+1]
		}
		p.levels[i].threshold(coarser, &p.sums, noise)
	}
}

// grow is s with n elements, whose values are anything.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
