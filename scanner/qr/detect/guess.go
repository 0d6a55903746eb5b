package detect

import "math"

// maxGuesses bounds how many triples are made up at a time.
const maxGuesses = 8

// assignment says which corners of a code two finder patterns take: 0 the top
// left, 1 the top right, 2 the bottom left; missing is the third.
type assignment struct {
	first, second, missing int
	// turn is from the line between them to the code's own right, in degrees.
	turn float64
}

var assignments = [6]assignment{
	{0, 1, 2, 0}, {1, 0, 2, 180}, {0, 2, 1, -90}, {2, 0, 1, 90}, {1, 2, 0, -135}, {2, 1, 0, 45},
}

// pair is two finder patterns that were seen, the corners they may take, and the
// steps of a module to the right and down in each.
type pair struct {
	assignment
	a, b   *finder
	frames [4]vec
}

// corner is where a finder pattern's centre lies in a code of n modules between.
func corner(i int, n float64) vec {
	return [3]vec{{3.5, 3.5}, {n + 3.5, 3.5}, {3.5, n + 3.5}}[i]
}

// guess makes up triples of two patterns and a third one where their shapes
// let expect it: one that glare, a finger or the picture's border hides.
func (r *Reader) guess(a, b *finder) {
	if !alike(a, b) {
		return
	}
	for _, s := range assignments {
		if len(r.guesses) == maxGuesses {
			return
		}
		line := b.centre.sub(a.centre)
		right := line.turned(s.turn)
		down := right.turned(90)
		u0, v0, ok0 := a.frame(right, down)
		u1, v1, ok1 := b.frame(right, down)
		if !ok0 || !ok1 || !s.agrees(line, u0, v0, u1, v1) {
			continue
		}
		p := pair{s, a, b, [4]vec{u0, v0, u1, v1}}
		r.expect(&p, s.modules(line, u0, v0, u1, v1))
	}
}

// turned is v turned clockwise as one sees it.
func (a vec) turned(degrees float64) vec {
	s, c := math.Sincos(degrees * math.Pi / 180)
	return vec{a.x*c - a.y*s, a.x*s + a.y*c}
}

// toward is the step from the first towards the second pattern, of one.
func (s assignment) toward(u, v vec) vec {
	switch {
	case s.missing == 2:
		return u
	case s.missing == 1:
		return v
	}
	return v.sub(u)
}

// mostAskew is how far the two patterns' shapes may disagree, as the sine of an
// angle: in strong perspective no side is parallel to another.
const mostAskew = 0.5

// agrees tells whether the shapes point at each other.
func (s assignment) agrees(line, u0, v0, u1, v1 vec) bool {
	return slant(s.toward(u0, v0), line)+slant(s.toward(u1, v1), line) < mostAskew &&
		slant(u0, u1) < mostAskew && slant(v0, v1) < mostAskew
}

// modules is about how many lie between the centres along a side.
func (s assignment) modules(line, u0, v0, u1, v1 vec) float64 {
	return line.norm() / math.Sqrt(s.toward(u0, v0).norm()*s.toward(u1, v1).norm())
}

// expect looks for the third pattern for each number of modules between the
// patterns that may be, about n.
func (r *Reader) expect(p *pair, n float64) {
	if n < minAcross || n > maxAcross {
		return
	}
	slack := 0.07*n + 2
	for version := 1; version <= 40; version++ {
		k := float64(10 + 4*version)
		if math.Abs(k-n) > slack {
			continue
		}
		var matches [10]match
		place(matches[:5], p.a, corner(p.first, k), p.frames[0], p.frames[1])
		place(matches[5:], p.b, corner(p.second, k), p.frames[2], p.frames[3])
		h, ok := fit(matches[:], k+7)
		if !ok {
			continue
		}
		if f, ok := r.third(&h, corner(p.missing, k), p.a); ok {
			r.made(p, f, k, &h)
		}
	}
}

// place lists the centre and the corners of a pattern.
func place(out []match, f *finder, at, u, v vec) {
	out[0] = match{at, f.centre, 1}
	for i, o := range [4]vec{{-3.5, -3.5}, {3.5, -3.5}, {3.5, 3.5}, {-3.5, 3.5}} {
		out[i+1] = match{at.add(o), f.centre.add(u.mul(o.x)).add(v.mul(o.y)), 1}
	}
}

// leastThird is the correlation from which a third pattern is believed.
const leastThird = 0.45

// third looks for a finder pattern around module at.
func (r *Reader) third(h *homography, at vec, like *finder) (f finder, ok bool) {
	c, u, v := h.frame(at.x, at.y)
	m := math.Sqrt(math.Abs(u.cross(v)))
	if !c.finite() || m > 3*like.module || 3*m < like.module {
		return f, false
	}
	if r.effort.modules -= 5000; r.effort.modules < 0 { // about as long as to decode so many
		return f, false
	}
	l, scale := r.pyramid.planeFor(like.module)
	best, where := 0.0, c
	for j := -4.0; j <= 4; j += 0.5 {
		for i := -4.0; i <= 4; i += 0.5 {
			p := c.add(u.mul(i)).add(v.mul(j))
			s := l.finderPattern(p.mul(scale), u.mul(scale), v.mul(scale))
			if like.inverted {
				s = -s
			}
			if s -= 0.003 * (i*i + j*j); s > best {
				best, where = s, p
			}
		}
	}
	return finder{centre: where, module: m, inverted: like.inverted}, best > leastThird
}

// finderPattern is the correlation with a finder pattern around c, -1 to 1,
// of what lies within the picture.
func (p *plane) finderPattern(c, u, v vec) float64 {
	var n, lights, light, sum, squares float64
	for j := -3; j <= 3; j++ {
		row := c.add(v.mul(float64(j))).sub(u.mul(3))
		for i := -3; i <= 3; i++ {
			s := p.sample(row.x, row.y)
			row = row.add(u)
			if s == outside {
				continue
			}
			f := float64(s)
			n, sum, squares = n+1, sum+f, squares+f*f
			if max(i, -i, j, -j) == 2 {
				lights, light = lights+1, light+f
			}
		}
	}
	if n < 24 || lights < 6 {
		return 0
	}
	spread := math.Sqrt(max(squares-sum*sum/n, 1) * (lights * (n - lights) / n))
	return (light - lights/n*sum) / spread
}

// made adds the triple of two patterns that were seen and one that is made up.
func (r *Reader) made(p *pair, third finder, n float64, h *homography) {
	if len(r.guesses) == maxGuesses {
		return
	}
	r.guesses = append(r.guesses, third)
	var at [3]*finder
	at[p.first], at[p.second], at[p.missing] = p.a, p.b, &r.guesses[len(r.guesses)-1]
	size := func(i int) (u, v float64) {
		c := corner(i, n)
		_, x, y := h.frame(c.x, c.y)
		return x.norm(), y.norm()
	}
	u0, v0 := size(0)
	u1, _ := size(1)
	_, v2 := size(2)
	r.triples = append(r.triples, triple{
		corner: at[0], right: at[1], down: at[2], across: n, along: n,
		tiltX: math.Sqrt(u0/u1) - 1, tiltY: math.Sqrt(v0/v2) - 1,
	})
}
