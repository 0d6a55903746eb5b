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
	search        search
	triples       []triple
	guesses       []finder // room for maxGuesses: triples point into it
	grid          grid
	alignment     alignment
	finderMatches []match
	drifts        []drift
	moves         []vec
	equalised     []float32
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
	if !r.stages() && m.Width*m.Height <= maxDouble {
		r.doubled.double(&plane{m.Pix, m.Stride, m.Width, m.Height})
		r.see(Image{r.doubled.pix, r.doubled.stride, r.doubled.w, r.doubled.h}, vec{}, 0.5)
		r.stages()
	}
	r.sort(m)
	return r.codes
}

// see makes the pyramid of a picture, or of a part of it or at another size.
func (r *Reader) see(m Image, origin vec, unit float64) {
	r.origin, r.unit, r.used = origin, unit, r.used[:0]
	r.pyramid.build(m)
}

// stages are all looks at a picture at one size, the cheapest first.
func (r *Reader) stages() bool {
	if r.levels(false) || r.levels(true) {
		return true
	}
	r.pyramid.sharpen(0)
	return r.levels(false)
}

// levels looks at every size, half size first since most noise is gone there,
// until a code is found: of three patterns, or of two and a guess.
func (r *Reader) levels(pairs bool) bool {
	for _, i := range [maxLevels]int{1, 0, 2, 3, 4, 5} {
		if i >= r.pyramid.n {
			continue
		}
		r.find(i, 0, 1)
		if pairs {
			r.attemptPairs()
		} else {
			r.attempt()
		}
		if len(r.codes) > 0 {
			return true
		}
	}
	return false
}

// find looks for finder patterns at a level.
func (r *Reader) find(level, first, step int) {
	r.search.finders = r.search.finders[:0]
	r.search.rows(&r.pyramid.levels[level], float64(int(1)<<level), first, step)
	r.Trace.Finders = max(r.Trace.Finders, len(r.search.finders))
}

// attempt tries to read a code of every triple of what was found.
func (r *Reader) attempt() {
	r.triples = triples(r.search.finders, r.effort.triples, r.triples)
	r.Trace.Triples = max(r.Trace.Triples, len(r.triples))
	for i := range r.triples {
		if t := &r.triples[i]; !r.taken(t) {
			r.try(t)
		}
	}
}

// attemptPairs tries pairs of what was found until a code is.
func (r *Reader) attemptPairs() {
	r.search.bestFirst()
	fs, left := r.search.finders, r.effort.pairs
	for j := range fs {
		for i := range j {
			if !alike(&fs[i], &fs[j]) {
				continue
			}
			if left--; left < 0 || r.attemptPair(&fs[i], &fs[j]) {
				return
			}
		}
	}
}

func (r *Reader) attemptPair(a, b *finder) bool {
	r.triples, r.guesses = r.triples[:0], r.guesses[:0]
	r.guess(a, b)
	for k := range r.triples {
		r.Trace.Triples++
		if r.try(&r.triples[k]) {
			return true
		}
	}
	return false
}

// taken tells whether one of the patterns is that of a code that was read.
func (r *Reader) taken(t *triple) bool {
	for _, at := range r.used {
		for _, f := range [3]*finder{t.corner, t.right, t.down} {
			if at.sub(f.centre).norm() < 2*f.module {
				return true
			}
		}
	}
	return false
}

// leastTiming is the score of the timing patterns below which no code is seen.
const leastTiming = 0.25

// try reads the code of a triple.
func (r *Reader) try(t *triple) bool {
	if r.effort.modules < 0 {
		return false
	}
	if r.posed(r.pose(t)) {
		return true
	}
	best, second, ok := r.bentPose(t)
	return ok && r.posed(best, second)
}

// posed reads the code at the better of two poses, or else at the other.
func (r *Reader) posed(best, second pose) bool {
	for _, p := range [2]pose{best, second} {
		if p.score < leastTiming {
			break
		}
		r.Trace.Poses++
		if r.read(&p) {
			t := p.t
			r.used = append(r.used, t.corner.centre, t.right.centre, t.down.centre)
			return true
		}
	}
	return false
}

// planeFor is the level in which a module is two to four pixels wide, or the
// full picture, and its pixels for one of the picture.
func (r *Reader) planeFor(module float64) (*plane, float64) {
	i, scale := 0, 1.0
	for i+1 < r.pyramid.n && module*scale > 5 {
		i, scale = i+1, scale/2
	}
	return &r.pyramid.levels[i].plane, scale
}

// read lays a grid at the pose and tries to read it.
func (r *Reader) read(p *pose) bool {
	g := &r.grid
	g.layout = layoutOf((p.dimension - 17) / 4)
	g.h, g.inverted = p.surface(), p.t.corner.inverted
	g.plane, g.scale = r.planeFor(p.t.corner.module)
	d := float64(p.dimension)
	r.finderMatches = append(
		r.finderMatches[:0],
		match{vec{3.5, 3.5}, p.t.corner.centre, 4},
		match{vec{d - 3.5, 3.5}, p.t.right.centre, 4},
		match{vec{3.5, d - 3.5}, p.t.down.centre, 4},
	)
	r.align(g)
	r.Trace.Grids++
	for pass := range r.effort.from + r.effort.passes {
		if pass > 0 {
			r.register(g)
		}
		g.look()
		g.slice(near)
		if pass >= r.effort.from && (r.slices(far) || r.slices(near)) {
			return true
		}
	}
	return false
}

// Modules that have a say in the threshold of another lie up to so many away.
const near, far = 5, 12

// slices reads the grid as it was sampled, with blur undone once and twice.
func (r *Reader) slices(reach int) bool {
	g := &r.grid
	g.slice(reach)
	for pass := range 3 {
		if pass > 0 {
			r.equalise(g)
		}
		if r.decode() {
			return true
		}
	}
	return false
}

// decode reads the soft values of the grid.
func (r *Reader) decode() bool {
	g := &r.grid
	if r.effort.modules -= g.dimension * g.dimension; r.effort.modules < 0 {
		return false
	}
	for i, f := range g.formatsOf() {
		if f.score < leastFormat || i == 2 {
			break
		}
		r.Trace.Formats++
		for _, erase := range [2]bool{false, true} {
			if !r.reading.decode(g, f, erase) {
				continue
			}
			r.Trace.Blocks++
			text, ok := r.texts.decode(r.reading.data, g.layout, f.level)
			if !ok {
				continue
			}
			r.codes = append(r.codes, r.code(text, f))
			return true
		}
	}
	return false
}

func (r *Reader) code(text string, f format) Code {
	g := &r.grid
	c := Code{Text: text, Version: g.version, Inverted: g.inverted, Mirrored: f.mirrored}
	d := float64(g.dimension)
	corners := [4]vec{{0, 0}, {d, 0}, {d, d}, {0, d}}
	if f.mirrored {
		corners[1], corners[3] = corners[3], corners[1]
	}
	for i, v := range corners {
		p := g.h.at(v.x, v.y).mul(r.unit).add(r.origin)
		c.Corners[i] = Point{p.x, p.y}
	}
	return c
}

// sort puts the codes nearest to the middle first.
func (r *Reader) sort(m Image) {
	middle := vec{float64(m.Width) / 2, float64(m.Height) / 2}
	slices.SortStableFunc(r.codes, func(a, b Code) int {
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
