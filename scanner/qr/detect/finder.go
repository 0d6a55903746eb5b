package detect

import "math"

// spokes is in how many directions a finder pattern is measured; opposite ones
// are half of them apart.
const spokes = 24

var spokeDirections = func() (d [spokes]vec) {
	for i := range d {
		s, c := math.Sincos(2 * math.Pi * float64(i) / spokes)
		d[i] = vec{c, s}
	}
	return d
}()

// finder is a place that looks like a finder pattern: a dark square of three
// modules in a light ring in a dark ring, or the other way round.
type finder struct {
	centre   vec
	module   float64 // mean size of a module in pixels of the image
	inverted bool
	good     int // spokes that met the pattern's three borders
	// border is, from the centre, where the square of one module on each side
	// of it would end, by spoke; seen says which were measured.
	border [spokes]vec
	seen   [spokes]bool
}

// borders are the distances from the centre, in pixels, at which the colour
// changes: at 1.5, 2.5 and 3.5 modules along the sides.
type borders [3]float64

// regular tells whether the three distances are as of a finder pattern.
func (b borders) regular() bool {
	return b[0] > 0.27*b[2] && b[0] < 0.62*b[2] && b[1] > 0.52*b[2] && b[1] < 0.88*b[2] &&
		b[1]-b[0] > 0.12*b[2]
}

// ray walks from c in direction d and notes where the colour changes. No border
// may be more than twice as far as in the row of the given module.
func (l *level) ray(c, d vec, inverted bool, module float64) (b borders, ok bool) {
	sign := 1 // makes the colour that is walked through negative
	if inverted {
		sign = -1
	}
	before, found := 0, 0
	limit := 3*module + 2
	for t := 0.0; t < limit; t++ {
		x, y := c.x+t*d.x, c.y+t*d.y
		if x < 0 || y < 0 || int(x) >= l.w || int(y) >= l.h {
			// A picture that ends in the outer ring has no quiet zone.
			b[2] = t
			return b, found == 2 && b.regular()
		}
		e := sign * (2*l.excess(int(x), int(y)) + 1)
		if e < 0 {
			before = e
			continue
		}
		if t == 0 {
			return b, false
		}
		b[found] = t - float64(e)/float64(e-before)
		if found++; found == len(b) {
			return b, b.regular()
		}
		sign, before = -sign, -e
		limit += 2 * module
	}
	return b, false
}

// size is the distance of one module's square in the ray's direction.
func (b borders) size() float64 { return (b[0] + b[1] + b[2]) / 7.5 }

// inspect looks whether a finder pattern lies around c, all in pixels of the
// level, module being its size along the row in which it was noticed.
func (l *level) inspect(c vec, module float64, inverted bool, f *finder) bool {
	if !l.climb(c, -1, inverted, module) || !l.climb(c, 1, inverted, module) {
		return false
	}
	for _, d := range [2]vec{{0, 1}, {1, 0}} {
		a, ok := l.ray(c, d, inverted, module)
		if !ok {
			return false
		}
		b, ok := l.ray(c, d.mul(-1), inverted, module)
		if !ok {
			return false
		}
		s, t := a.size(), b.size()
		if m := (s + t) / 2; m > 3*module || m < module/3 {
			return false
		}
		c = c.add(d.mul((a[0] + a[1] + a[2] - b[0] - b[1] - b[2]) / 6))
	}
	f.inverted = inverted
	for range 2 {
		move := l.measureSpokes(c, module, f)
		if f.good < spokes*5/8 {
			return false
		}
		c = c.add(move)
		f.centre = c
		if move.norm() < 0.15*f.module {
			break
		}
	}
	return f.good >= spokes*2/3
}

// measureSpokes measures around c and tells how far from it the middle lies.
func (l *level) measureSpokes(c vec, module float64, f *finder) vec {
	var move vec
	f.good, f.module = 0, 0
	pairs := 0.0
	var sizes [spokes]float64
	for i, d := range spokeDirections {
		b, ok := l.ray(c, d, f.inverted, module)
		f.seen[i] = ok
		if !ok {
			continue
		}
		sizes[i] = b.size()
		f.good++
		f.module += sizes[i]
		f.border[i] = d.mul(sizes[i])
		if o := i - spokes/2; o >= 0 && f.seen[o] {
			// The border square is measured at its own scale; the shift of
			// the middle is that of the real borders, 2.5 times as far out.
			move = move.add(d.mul((sizes[i] - sizes[o]) * 2.5))
			pairs++
		}
	}
	if f.good > 0 {
		f.module /= float64(f.good)
	}
	if pairs == 0 {
		return vec{}
	}
	// Each pair shifts along its own direction only: half of the plane's two.
	return move.mul(1 / pairs)
}

// frame fits the pattern's own step to the right and down, given about where
// they point: the border is a parallelogram with two sides along each.
func (f *finder) frame(right, down vec) (u, v vec, ok bool) {
	// The shape's mean radius is a little more than half a side.
	m := f.module * 0.88
	u, v = right.mul(m/right.norm()), down.mul(m/down.norm())
	for range 3 {
		det := u.cross(v)
		if math.Abs(det) < 1e-9 {
			return u, v, false
		}
		a, b := vec{v.y / det, -v.x / det}, vec{-u.y / det, u.x / det}
		a, b, ok = f.sides(a, b)
		det = a.cross(b)
		if !ok || math.Abs(det) < 1e-12 {
			return u, v, false
		}
		u, v = vec{b.y / det, -b.x / det}, vec{-a.y / det, a.x / det}
	}
	return u, v, u.finite() && v.finite()
}

// sides assigns each border point to the side that it is nearest to and fits
// a·p = ±1 and b·p = ±1.
func (f *finder) sides(a, b vec) (vec, vec, bool) {
	var n [2][5]float64 // xx, xy, yy, x, y
	for i, p := range f.border {
		if !f.seen[i] {
			continue
		}
		s, t := a.dot(p), b.dot(p)
		k, side := 0, s
		if math.Abs(t) > math.Abs(s) {
			k, side = 1, t
		}
		if math.Min(math.Abs(s), math.Abs(t)) > 0.85*math.Abs(side) {
			continue // a corner is rounded by blur
		}
		g := math.Copysign(1, side)
		n[k][0] += p.x * p.x
		n[k][1] += p.x * p.y
		n[k][2] += p.y * p.y
		n[k][3] += g * p.x
		n[k][4] += g * p.y
	}
	var out [2]vec
	for k, e := range n {
		det := e[0]*e[2] - e[1]*e[1]
		if !(det > 1e-9*e[0]*e[2]) {
			return a, b, false
		}
		out[k] = vec{(e[3]*e[2] - e[4]*e[1]) / det, (e[0]*e[4] - e[1]*e[3]) / det}
	}
	return out[0], out[1], true
}
