package detect

import "math"

// vec is a place or a direction, in pixels of the image or in modules.
type vec struct{ x, y float64 }

func (a vec) add(b vec) vec       { return vec{a.x + b.x, a.y + b.y} }
func (a vec) sub(b vec) vec       { return vec{a.x - b.x, a.y - b.y} }
func (a vec) mul(s float64) vec   { return vec{a.x * s, a.y * s} }
func (a vec) dot(b vec) float64   { return a.x*b.x + a.y*b.y }
func (a vec) cross(b vec) float64 { return a.x*b.y - a.y*b.x }
func (a vec) norm() float64       { return math.Hypot(a.x, a.y) }
func (a vec) finite() bool        { return !math.IsNaN(a.x+a.y) && !math.IsInf(a.x+a.y, 0) }
func (a vec) within(w, h, by float64) bool {
	return a.x > -by && a.y > -by && a.x < w+by && a.y < h+by
}

// homography maps module coordinates, the code's top left corner being 0, 0,
// to pixels of the image.
type homography [9]float64

func (h *homography) at(x, y float64) vec {
	d := 1 / (h[6]*x + h[7]*y + h[8])
	return vec{(h[0]*x + h[1]*y + h[2]) * d, (h[3]*x + h[4]*y + h[5]) * d}
}

// frame is how a step of one module to the right and down looks at x, y.
func (h *homography) frame(x, y float64) (c, u, v vec) {
	c = h.at(x, y)
	return c, h.at(x+.5, y).sub(h.at(x-.5, y)), h.at(x, y+.5).sub(h.at(x, y-.5))
}

// match is a place in modules and where it was seen.
type match struct {
	module, pixel vec
	weight        float64
}

// fit is the homography that comes closest to the matches by linear least
// squares, in coordinates scaled to about one; false where they do not
// determine it.
func fit(matches []match, modules float64) (homography, bool) {
	if len(matches) < 4 {
		return homography{}, false
	}
	var mean vec
	for _, m := range matches {
		mean = mean.add(m.pixel.mul(1 / float64(len(matches))))
	}
	var spread float64
	for _, m := range matches {
		spread = max(spread, m.pixel.sub(mean).norm())
	}
	var a [8][9]float64
	for _, m := range matches {
		x, y := m.module.x/modules, m.module.y/modules
		p := m.pixel.sub(mean).mul(1 / spread)
		accumulate(&a, [9]float64{x, y, 1, 0, 0, 0, -p.x * x, -p.x * y, p.x}, m.weight)
		accumulate(&a, [9]float64{0, 0, 0, x, y, 1, -p.y * x, -p.y * y, p.y}, m.weight)
	}
	var s [9]float64
	if !solve(a[:], s[:8]) {
		return homography{}, false
	}
	s[8] = 1
	return unscale(s, modules, mean, spread), true
}

// accumulate adds a weighted equation to the normal equations.
func accumulate(a *[8][9]float64, row [9]float64, weight float64) {
	for i := range 8 {
		f := row[i] * weight
		if f == 0 {
			continue
		}
		for j := range 9 {
			a[i][j] += f * row[j]
		}
	}
}

func unscale(s [9]float64, modules float64, mean vec, spread float64) homography {
	var h homography
	for i := range 3 {
		k := 1.0
		if i < 2 {
			k = 1 / modules
		}
		h[6+i] = s[6+i] * k
		h[i] = (s[i]*spread)*k + mean.x*h[6+i]
		h[3+i] = (s[3+i]*spread)*k + mean.y*h[6+i]
	}
	return h
}

// solve finds x with a·x = b by elimination, b being the last column of a.
// It changes a.
func solve(a [][9]float64, x []float64) bool {
	n := len(a)
	for i := range n {
		p := i
		for j := i + 1; j < n; j++ {
			if math.Abs(a[j][i]) > math.Abs(a[p][i]) {
				p = j
			}
		}
		a[i], a[p] = a[p], a[i]
		if !(math.Abs(a[i][i]) > 1e-12) {
			return false
		}
		for j := i + 1; j < n; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < 9; k++ {
				a[j][k] -= f * a[i][k]
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		s := a[i][8]
		for k := i + 1; k < n; k++ {
			s -= a[i][k] * x[k]
		}
		x[i] = s / a[i][i]
	}
	return true
}
