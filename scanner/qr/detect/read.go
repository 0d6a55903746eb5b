package detect

// planeFor is the level in which a module is two to four pixels wide, or the
// full picture, and its pixels for one of the picture.
func (p *pyramid) planeFor(module float64) (*plane, float64) {
	i, scale := 0, 1.0
	for i+1 < p.n && module*scale > 5 {
		i, scale = i+1, scale/2
	}
	return &p.levels[i].plane, scale
}

// read lays a grid at the pose and tries to read it.
func (r *Reader) read(p *pose) bool {
	g := &r.grid
	g.layout = layoutOf((p.dimension - 17) / 4)
	g.h, g.inverted = p.surface(), p.t.corner.inverted
	g.plane, g.scale = r.pyramid.planeFor(p.t.corner.module)
	d := float64(p.dimension)
	r.finderMatches = append(
		r.finderMatches[:0],
		match{vec{3.5, 3.5}, p.t.corner.centre, 4},
		match{vec{d - 3.5, 3.5}, p.t.right.centre, 4},
		match{vec{3.5, d - 3.5}, p.t.down.centre, 4},
	)
	r.alignment.align(g, r.finderMatches)
	r.Trace.Grids++
	for pass := range r.effort.from + r.effort.passes {
		if pass > 0 {
			r.registration.register(g)
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
			r.equaliser.equalise(g)
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
