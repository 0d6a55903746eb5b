package detect

import "math"

// surface maps module coordinates to pixels of the image for a code that is
// flat or lies on a cylinder along its columns or its rows: a bent screen, a
// bottle. Seen from afar the modules of such a code grow narrower towards two of
// its sides, by the sine of the angle; the rest is a homography.
type surface struct {
	homography
	// bend is the angle from the middle to the finder patterns' centres, in
	// radians; 0 is flat. rows says that it is y that is bent.
	bend float64
	rows bool
	// middle of the code, and from there to the finder patterns' centres, in
	// modules.
	middle, half float64
}

// flat is where a module would be if its neighbours were as far apart as on the
// picture; the finder patterns stay where they are.
func (s *surface) flat(x, y float64) (float64, float64) {
	switch {
	case s.bend == 0:
		return x, y
	case s.rows:
		return x, s.narrowed(y)
	}
	return s.narrowed(x), y
}

func (s *surface) narrowed(t float64) float64 {
	return s.middle + s.half*math.Sin(s.bend*(t-s.middle)/s.half)/math.Sin(s.bend)
}

func (s *surface) at(x, y float64) vec {
	x, y = s.flat(x, y)
	return s.homography.at(x, y)
}

// frame is how a step of one module to the right and down looks at x, y.
func (s *surface) frame(x, y float64) (c, u, v vec) {
	c = s.at(x, y)
	return c, s.at(x+.5, y).sub(s.at(x-.5, y)), s.at(x, y+.5).sub(s.at(x, y-.5))
}

// Bounds of what is taken for a bent code: how much more modules the patterns'
// own narrowness makes of one side than of the other, and the angle.
const (
	leastBent = 1.07
	mostBend  = 1.25
)

// bendOf is the angle at which a side looks ratio times as many modules long as
// it is, judged by the modules at its ends: tan(b)/b = ratio.
func bendOf(ratio float64) float64 {
	lo, hi := 0.0, mostBend
	for range 12 {
		if b := (lo + hi) / 2; math.Tan(b) < ratio*b {
			lo = b
		} else {
			hi = b
		}
	}
	return (lo + hi) / 2
}
