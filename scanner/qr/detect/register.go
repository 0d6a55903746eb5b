package detect

// cell is the side of the squares of modules that are moved together.
const cell = 6

// drift is what a square of modules says about how far off it lies.
type drift struct {
	move   [2]float32 // in modules, to the right and down
	weight [2]float32
}

// registration is the working memory for moving the modules of a grid.
type registration struct {
	drifts []drift
	moves  []vec
}

// register moves the modules by what the borders between light and dark ones
// tell: halfway between a dark and a light neighbour the picture should be at
// the threshold; if it is lighter, the border lies nearer to the dark one. It
// needs most modules to be right already and no pattern that is known, so it
// follows a screen that is bent, a lens, a moving camera with a rolling shutter.
func (r *registration) register(g *grid) {
	d := g.dimension
	n := (d + cell - 1) / cell
	r.drifts = grow(r.drifts, n*n)
	clear(r.drifts)
	for y := range d {
		for x := range d {
			i := y*d + x
			cellAt := &r.drifts[y/cell*n+x/cell]
			if x+1 < d {
				cellAt.border(g, i, i+1, 0)
			}
			if y+1 < d {
				cellAt.border(g, i, i+d, 1)
			}
		}
	}
	r.shift(g, n)
}

// border adds what one pair of neighbours tells.
func (c *drift) border(g *grid, i, j, axis int) {
	a, b := g.soft[i], g.soft[j]
	if a*b >= 0 || max(a, -a) < 0.2 || max(b, -b) < 0.2 {
		return
	}
	p, q := g.place[i], g.place[j]
	v := g.plane.sample((p.x+q.x)/2, (p.y+q.y)/2)
	if v == outside {
		return
	}
	if g.inverted {
		v = 255<<8 - v
	}
	// Between a and b the grey goes from that of the one to that of the other
	// over about a module.
	lo, hi := float32(g.grey[i]), float32(g.grey[j])
	e := (float32(v) - (lo+hi)/2) / (hi - lo) // above 0: already too far
	c.move[axis] -= min(max(e, -0.5), 0.5)
	c.weight[axis]++
}

// shift moves each module by the mean of the squares around it.
func (r *registration) shift(g *grid, n int) {
	d := g.dimension
	r.moves = grow(r.moves, n*n)
	for y := range n {
		for x := range n {
			r.moves[y*n+x] = r.smooth(x, y, n)
		}
	}
	for y := range d {
		fy := (float64(y)+.5)/cell - .5
		for x := range d {
			fx := (float64(x)+.5)/cell - .5
			m := between(r.moves, n, fx, fy)
			u, v := g.steps(x, y)
			p := &g.place[y*d+x]
			*p = p.add(u.mul(m.x)).add(v.mul(m.y))
		}
	}
}

// steps is one module to the right and one down where x, y lies.
func (g *grid) steps(x, y int) (u, v vec) {
	s := g.scale
	_, u, v = g.h.frame(float64(x)+.5, float64(y)+.5)
	return u.mul(s), v.mul(s)
}

// smooth is the move of a square, its neighbours having half a say.
func (r *registration) smooth(cx, cy, n int) vec {
	var sum, weight [2]float32
	for y := max(cy-1, 0); y <= min(cy+1, n-1); y++ {
		for x := max(cx-1, 0); x <= min(cx+1, n-1); x++ {
			k := float32(0.5)
			if x == cx && y == cy {
				k = 1
			}
			for a := range 2 {
				sum[a] += k * r.drifts[y*n+x].move[a]
				weight[a] += k * r.drifts[y*n+x].weight[a]
			}
		}
	}
	var out [2]float64
	for a := range out {
		out[a] = float64(sum[a] / (weight[a] + 4))
	}
	return vec{out[0], out[1]}
}

// between interpolates in an n×n field.
func between(field []vec, n int, x, y float64) vec {
	x, y = min(max(x, 0), float64(n-1)), min(max(y, 0), float64(n-1))
	i, j := min(int(x), max(n-2, 0)), min(int(y), max(n-2, 0))
	fx, fy := x-float64(i), y-float64(j)
	i1, j1 := min(i+1, n-1), min(j+1, n-1)
	top := field[j*n+i].mul(1 - fx).add(field[j*n+i1].mul(fx))
	bottom := field[j1*n+i].mul(1 - fx).add(field[j1*n+i1].mul(fx))
	return top.mul(1 - fy).add(bottom.mul(fy))
}
