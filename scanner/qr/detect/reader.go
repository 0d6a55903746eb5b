package detect

import "slices"

// Point is a place in the picture, in pixels from the top left corner.
type Point struct{ X, Y float64 }

// Code is a code that was read.
type Code struct {
	Text string
	// Corners are the code's, without its quiet zone: first the one of its top
	// left finder pattern, then clockwise as the code is read (in a mirrored
	// code that is counterclockwise in the picture).
	Corners            [4]Point
	Version            int // 1 to 40, 17 + 4·Version modules a side
	Inverted, Mirrored bool
}

// Reader reads codes. It keeps its buffers and where it last saw a code, so
// each camera needs one of its own. Not safe for concurrent use.
type Reader struct {
	pyramid       pyramid
	doubled       plane
	origin        vec     // of the pyramid in the picture
	unit          float64 // pixels of the picture in one of the pyramid's
	searches      [maxLevels]search
	search        *search // the one of the level that is looked at
	triples       []triple
	guesses       []finder // room for maxGuesses: triples point into it
	grid          grid
	alignment     alignment
	finderMatches []match
	registration  registration
	equaliser     equaliser
	reading       reading
	texts         texts
	codes         []Code
	used          []vec // the finder patterns of the codes, in the pyramid's pixels
	effort        effort
	track         track
	// Trace is of the last picture.
	Trace Trace
}

// Trace counts how far the last picture came, to find out why one is not read.
type Trace struct{ Finders, Triples, Poses, Grids, Formats, Blocks int }

// NewReader makes a reader.
func NewReader() *Reader {
	return &Reader{
		guesses: make([]finder, 0, maxGuesses),
		triples: make([]triple, 0, maxTriples),
	}
}

// effort is what may still be spent on a picture.
type effort struct {
	triples int // most that are tried of one search
	pairs   int // most that are tried of one search
	modules int // that may be decoded, each time one is counting
	from    int // the first pass of read
	passes  int // how many of them
}

var stillEffort = effort{triples: maxTriples, pairs: 24, modules: 3_000_000, passes: 4}

// Still reads the codes of a picture by all means, the one nearest to the
// middle first. The codes are valid until the next call.
func (r *Reader) Still(m Image) []Code {
	r.codes, r.Trace, r.effort = r.codes[:0], Trace{}, stillEffort
	if !m.valid() || m.Width < minSide || m.Height < minSide {
		return nil
	}
	r.see(m, vec{}, 1)
	if !r.stages(allLevels[:]) && m.Width*m.Height <= maxDouble {
		r.doubled.double(&plane{m.Pix, m.Stride, m.Width, m.Height})
		r.see(Image{r.doubled.pix, r.doubled.stride, r.doubled.w, r.doubled.h}, vec{}, 0.5)
		r.stages(allLevels[:2]) // the smaller ones were looked at before
	}
	sortByMiddle(r.codes, m)
	return r.codes
}

// see makes the pyramid of a picture, or of a part of it or at another size.
func (r *Reader) see(m Image, origin vec, unit float64) {
	r.origin, r.unit, r.used = origin, unit, r.used[:0]
	r.pyramid.build(m)
}

// allLevels begin with half the size, since most noise is gone there.
var allLevels = [maxLevels]int{1, 0, 2, 3, 4, 5}

// stages are all looks at a picture at some of its sizes, the cheapest first.
func (r *Reader) stages(levels []int) bool {
	if r.levels(levels, true) || r.levels(levels, false) {
		return true
	}
	r.pyramid.sharpen(0)
	return r.levels(levels, true)
}

// levels looks at each size until a code is found: of three patterns, or else,
// the patterns being known from before, of two and a guess.
func (r *Reader) levels(levels []int, fresh bool) bool {
	for _, i := range levels {
		if i >= r.pyramid.n {
			continue
		}
		if fresh {
			r.find(i, 0, 1)
			r.attempt()
		} else {
			r.search = &r.searches[i]
			r.attemptPairs()
		}
		if len(r.codes) > 0 {
			return true
		}
	}
	return false
}

// sortByMiddle puts the codes nearest to the middle of the picture first.
func sortByMiddle(codes []Code, m Image) {
	middle := vec{float64(m.Width) / 2, float64(m.Height) / 2}
	slices.SortStableFunc(codes, func(a, b Code) int {
		if a.middle().sub(middle).norm() < b.middle().sub(middle).norm() {
			return -1
		}
		return 1
	})
}

func (c *Code) middle() (v vec) {
	for _, p := range c.Corners {
		v = v.add(vec{p.X / 4, p.Y / 4})
	}
	return v
}
