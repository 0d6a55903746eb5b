package detect

import "math"

// alignment patterns found in the picture correct the homography, and what it
// cannot express (a curved screen) is spread between them.
type alignment struct {
	nodes   [7 * 7]node
	matches []match
}

// node is an alignment pattern's centre, by its place among the centres.
type node struct {
	found bool
	move  vec // from where the homography has it, in pixels of the plane
}

// goodAlignment is the least correlation with the pattern that is believed.
const goodAlignment = 0.55

// align looks for the alignment patterns, mends the homography by them and by
// the finder patterns, and again from there, and lays the modules.
func (a *alignment) align(g *grid, finders []match) {
	n := len(g.centres)
	if n == 0 {
		g.lay()
		return
	}
	for pass, radius := range [3]float64{2.5, 1.5, 0.8} {
		found := a.seek(g, radius)
		if found == 0 {
			break
		}
		if pass == 2 {
			break
		}
		if h, ok := fit(a.gather(g, finders), float64(g.dimension)); ok {
			g.h.homography = h
		}
	}
	g.lay()
	a.bend(g)
}

// seek looks for each pattern around where its neighbours that are found let
// expect it, from the top left on.
func (a *alignment) seek(g *grid, radius float64) (found int) {
	n := len(g.centres)
	for k := range 2*n - 1 {
		for j := max(0, k-n+1); j <= min(k, n-1); j++ {
			i := k - j
			e := &a.nodes[j*n+i]
			*e = node{move: a.expect(i, j, n)}
			if !g.hasAlignment(g.centres[i], g.centres[j]) {
				continue
			}
			if move, score := g.correlate(g.centres[i], g.centres[j], e.move, radius); score > goodAlignment {
				*e = node{true, move}
				found++
			}
		}
	}
	return found
}

// expect is the mean of the moves of the neighbours before that are found.
func (a *alignment) expect(i, j, n int) vec {
	var sum vec
	count := 0.0
	for _, o := range [3][2]int{{1, 0}, {0, 1}, {1, 1}} {
		if i < o[0] || j < o[1] {
			continue
		}
		if e := a.nodes[(j-o[1])*n+i-o[0]]; e.found {
			sum, count = sum.add(e.move), count+1
		}
	}
	if count == 0 {
		return vec{}
	}
	return sum.mul(1 / count)
}

// correlate looks around where the centre at module x, y should be, moved by
// expect, for the best correlation with the pattern.
func (g *grid) correlate(x, y int, expect vec, radius float64) (move vec, score float64) {
	c, u, v := g.h.frame(float64(x)+.5, float64(y)+.5)
	c, u, v = c.mul(g.scale), u.mul(g.scale), v.mul(g.scale)
	start := c.add(expect)
	if !start.finite() || !start.within(float64(g.plane.w), float64(g.plane.h), 0) {
		return expect, 0
	}
	at := vec{}
	score = -1
	const step = 0.5
	n := math.Round(radius / step)
	for j := -n; j <= n; j++ {
		for i := -n; i <= n; i++ {
			s := g.pattern(start.add(u.mul(i*step)).add(v.mul(j*step)), u, v)
			if s -= 0.004 * (i*i + j*j) * step * step; s > score {
				score, at = s, vec{i * step, j * step}
			}
		}
	}
	for d := step / 2; d > 0.1; d /= 2 {
		for _, o := range [4]vec{{d, 0}, {-d, 0}, {0, d}, {0, -d}} {
			q := at.add(o)
			if s := g.pattern(start.add(u.mul(q.x)).add(v.mul(q.y)), u, v); s > score {
				score, at = s, q
			}
		}
	}
	return expect.add(u.mul(at.x)).add(v.mul(at.y)), score
}

// pattern is the correlation with an alignment pattern around c, -1 to 1.
func (g *grid) pattern(c, u, v vec) float64 {
	var light, sum, squares float64
	for j := -2; j <= 2; j++ {
		row := c.add(v.mul(float64(j))).sub(u.mul(2))
		for i := -2; i <= 2; i++ {
			s := g.plane.sample(row.x, row.y)
			row = row.add(u)
			if s == outside {
				return -1
			}
			f := float64(s)
			sum, squares = sum+f, squares+f*f
			if max(i, -i, j, -j) == 1 {
				light += f
			}
		}
	}
	const all, lights = 25.0, 8.0
	spread := math.Sqrt(max(squares-sum*sum/all, 1) * (lights * (all - lights) / all))
	s := (light - lights/all*sum) / spread
	if g.inverted {
		return -s
	}
	return s
}

// gather lists the matches of finder and alignment patterns.
func (a *alignment) gather(g *grid, finders []match) []match {
	n := len(g.centres)
	a.matches = append(a.matches[:0], finders...)
	for i := range n * n {
		e := a.nodes[i]
		if !e.found {
			continue
		}
		x, y := float64(g.centres[i%n])+.5, float64(g.centres[i/n])+.5
		p := g.h.at(x, y).add(e.move.mul(1 / g.scale))
		x, y = g.h.flat(x, y)
		a.matches = append(a.matches, match{vec{x, y}, p, 1})
	}
	return a.matches
}

// bend moves the modules by what the patterns around them were off.
func (a *alignment) bend(g *grid) {
	n := len(g.centres)
	if n < 2 {
		return
	}
	d := g.dimension
	for j := range n - 1 {
		y0, y1 := span(g.centres, j, d)
		for i := range n - 1 {
			x0, x1 := span(g.centres, i, d)
			p, q := a.nodes[j*n+i].move, a.nodes[j*n+i+1].move
			s, t := a.nodes[(j+1)*n+i].move, a.nodes[(j+1)*n+i+1].move
			w := 1 / float64(g.centres[i+1]-g.centres[i])
			h := 1 / float64(g.centres[j+1]-g.centres[j])
			for y := y0; y < y1; y++ {
				fy := min(max(float64(y-g.centres[j])*h, -0.3), 1.3)
				left, right := p.mul(1-fy).add(s.mul(fy)), q.mul(1-fy).add(t.mul(fy))
				for x := x0; x < x1; x++ {
					fx := min(max(float64(x-g.centres[i])*w, -0.3), 1.3)
					m := &g.place[y*d+x]
					*m = m.add(left.mul(1 - fx)).add(right.mul(fx))
				}
			}
		}
	}
}

// span is the range of modules between centre i and the next, the outermost
// reaching to the border.
func span(centres []int, i, dimension int) (from, to int) {
	from, to = centres[i], centres[i+1]
	if i == 0 {
		from = 0
	}
	if i+2 == len(centres) {
		to = dimension
	}
	return from, to
}
