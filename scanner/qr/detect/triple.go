package detect

import (
	"math"
	"slices"
)

// triple is three finder patterns that may be those of one code: at its top
// left, top right and bottom left. A mirrored code has the latter two changed.
type triple struct {
	corner, right, down *finder
	// across and along are the numbers of modules between the centres.
	across, along float64
	// tiltX and tiltY tell how much longer a module looks at the corner than at
	// the other end: the square root of the ratio, less one.
	tiltX, tiltY float64
	misfit       float64
}

// Bounds of what three finder patterns of one code look like.
const (
	maxTriples           = 30
	minAcross, maxAcross = 11, 190 // version 1 has 14 modules between them, 40 has 170
	maxMisfit            = 1.6
)

// triples lists those that fit best, best first, at most limit of them.
func triples(finders []finder, limit int, out []triple) []triple {
	out = out[:0]
	for i := range finders {
		for j := i + 1; j < len(finders); j++ {
			if !alike(&finders[i], &finders[j]) {
				continue
			}
			for k := j + 1; k < len(finders); k++ {
				if !alike(&finders[i], &finders[k]) || !alike(&finders[j], &finders[k]) {
					continue
				}
				a, b, c := &finders[i], &finders[j], &finders[k]
				out = keep(out, limit, a, b, c)
				out = keep(out, limit, b, c, a)
				out = keep(out, limit, c, a, b)
			}
		}
	}
	return out
}

// alike tells whether two patterns may belong to the same code.
func alike(a, b *finder) bool {
	if a.inverted != b.inverted || a.module > 3*b.module || b.module > 3*a.module {
		return false
	}
	d := a.centre.sub(b.centre).norm()
	m := math.Sqrt(a.module * b.module)
	return d > 9*m && d < 280*m
}

// keep adds the triple with its corner at a if it is one of the best.
func keep(out []triple, limit int, a, b, c *finder) []triple {
	x, y := b.centre.sub(a.centre), c.centre.sub(a.centre)
	lx, ly := x.norm(), y.norm()
	if cos := x.dot(y) / (lx * ly); cos > 0.75 || cos < -0.75 || lx > 3*ly || ly > 3*lx {
		return out
	}
	if x.cross(y) < 0 {
		b, c = c, b
	}
	t := triple{corner: a, right: b, down: c}
	if !t.weigh() || len(out) == limit && t.misfit >= out[limit-1].misfit {
		return out
	}
	if len(out) == limit {
		out = out[:limit-1]
	}
	i, _ := slices.BinarySearchFunc(out, t.misfit, func(o triple, m float64) int {
		if o.misfit < m {
			return -1
		}
		return 1
	})
	return slices.Insert(out, i, t)
}

// weigh measures how well the three patterns' own shapes agree with where they
// lie: their sides point at each other, and both legs are equally many modules.
func (t *triple) weigh() bool {
	x, y := t.right.centre.sub(t.corner.centre), t.down.centre.sub(t.corner.centre)
	u0, v0, ok0 := t.corner.frame(x, y)
	u1, v1, ok1 := t.right.frame(x, y)
	u2, v2, ok2 := t.down.frame(x, y)
	if !ok0 || !ok1 || !ok2 {
		return false
	}
	// Along a line in perspective the number of modules is the distance over
	// the geometric mean of the module's length at both ends.
	t.across = x.norm() / math.Sqrt(u0.norm()*u1.norm())
	t.along = y.norm() / math.Sqrt(v0.norm()*v2.norm())
	if t.across < minAcross || t.across > maxAcross || t.along < minAcross || t.along > maxAcross {
		return false
	}
	t.tiltX = math.Sqrt(u0.norm()/u1.norm()) - 1
	t.tiltY = math.Sqrt(v0.norm()/v2.norm()) - 1
	t.misfit = 2*math.Abs(math.Log(t.across/t.along)) +
		slant(u0, x) + slant(u1, x) + slant(v0, y) + slant(v2, y) +
		math.Abs(math.Log(v0.norm()/v1.norm())+math.Log(u0.norm()/u2.norm()))/2
	return t.misfit < maxMisfit
}

// slant is the sine of the angle between two directions.
func slant(a, b vec) float64 { return math.Abs(a.cross(b)) / (a.norm() * b.norm()) }
