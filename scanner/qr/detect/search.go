package detect

import "slices"

// maxFinders bounds how many places are kept: a chequered shirt has thousands.
const maxFinders = 96

// search collects the places of a picture that look like finder patterns.
type search struct {
	finders []finder
	edges   []int32
}

// rows looks through every step-th row of a level, beginning with row first.
func (s *search) rows(l *level, scale float64, first, step int) {
	for y := first; y < l.h; y += step {
		var dark bool
		s.edges, dark = l.edges(y, s.edges)
		s.row(l, scale, y, dark)
		if len(s.finders) == maxFinders {
			return
		}
	}
}

// row looks for five runs in a row of edges whose lengths are 1:1:3:1:1.
func (s *search) row(l *level, scale float64, y int, dark bool) {
	e := s.edges
	inverted := !dark // the pattern's outermost run is light
	for k := 0; k+5 < len(e); k, inverted = k+1, !inverted {
		if !patternRuns((*[6]int32)(e[k:])) {
			continue
		}
		c := vec{float64(e[k+2]+e[k+3]) / 2, float64(y) + .5}
		s.notice(l, scale, c, float64(e[k+5]-e[k])/7, inverted)
	}
}

// patternRuns takes the edges of five runs. It compares sums of neighbouring runs, from an edge to the next of
// its kind: blur and a wrong threshold move both the same way. The slack is a
// share of the pattern and half a pixel for the edges' places.
func patternRuns(edges *[6]int32) bool {
	total, c := edges[5]-edges[0], edges[3]-edges[2]
	if total < 8 || 5*c < total || 7*c > 5*total {
		return false
	}
	narrow, wide := 4*total/5+4, 5*total/4+4
	return abs(7*(edges[2]-edges[0])-2*total) <= narrow && abs(7*(edges[5]-edges[3])-2*total) <= narrow &&
		abs(7*(edges[3]-edges[1])-4*total) <= wide && abs(7*(edges[4]-edges[2])-4*total) <= wide
}

func abs(x int32) int32 {
	if x < 0 {
		return -x
	}
	return x
}

// notice keeps the finder pattern around c, if there is one that is not known.
func (s *search) notice(l *level, scale float64, c vec, module float64, inverted bool) {
	at := c.mul(scale)
	for i := range s.finders {
		f := &s.finders[i]
		if d := f.centre.sub(at); f.inverted == inverted && d.dot(d) < 6*f.module*f.module {
			return
		}
	}
	if len(s.finders) == maxFinders {
		return
	}
	var f finder
	if !l.inspect(c, module, inverted, &f) {
		return
	}
	f.centre, f.module = f.centre.mul(scale), f.module*scale
	for i := range f.border {
		f.border[i] = f.border[i].mul(scale)
	}
	s.finders = append(s.finders, f)
}

// bestFirst puts the patterns that are surest first.
func (s *search) bestFirst() {
	slices.SortStableFunc(s.finders, func(a, b finder) int { return b.good - a.good })
}
