// Package picture draws pictures of QR codes under difficult conditions, to try
// a reader on: turned, in perspective, on a curved screen, blurred, under
// glare. The same scene always gives the same picture.
package picture

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// Code is a code in a picture. Zero means: upright, flat, black on white.
type Code struct {
	Text   string
	X, Y   float64 // its middle, in pixels
	Module float64 // the side of a module in pixels, before perspective
	Turn   float64 // clockwise, in degrees
	Tilt   float64 // how much nearer its lower edge is than the upper, as a share
	Lean   float64 // the same of the right edge
	Bend   float64 // the angle of the cylinder that it lies on, in radians
	Lying  bool    // that cylinder lies, instead of standing
	Quiet  float64 // light modules around it
	Dots   float64 // the radius of round modules, in modules; 0 is square
	Soft   bool    // dark modules have round corners and run into each other
	Eyes   bool    // the finder patterns are rings and discs
	// Dark and Light are the greys; both 0 is 20 and 235.
	Dark, Light float64
	Mirrored    bool
	// Hidden is the share of its sides, from its lower left corner, that a thumb covers.
	Hidden float64
}

// Scene is a picture.
type Scene struct {
	Width, Height int
	Seed          uint64
	Codes         []Code
	Blur          float64 // standard deviation in pixels
	Motion        float64 // how far the camera moved, in pixels
	Heading       float64 // and where to, in degrees
	Noise         float64 // standard deviation in greys
	Glare         float64 // greys that a lamp's reflection adds at its middle
	GlareX        float64 // where that is
	GlareY        float64
	Moire         float64 // amplitude, as a share of the light
	Slope         float64 // how much darker the right side is, as a share
}

// Draw makes the picture. It fails where a text does not fit a code.
func (s Scene) Draw() (*image.Gray, error) {
	g := newCanvas(s.Width, s.Height)
	g.background(rand.New(rand.NewPCG(s.Seed, 1)))
	for _, c := range s.Codes {
		m, err := encode(c.Text)
		if err != nil {
			return nil, err
		}
		g.draw(c, m)
	}
	g.light(s)
	g.blur(s.Blur)
	g.move(s.Motion, s.Heading)
	return g.gray(rand.New(rand.NewPCG(s.Seed, 2)), s.Noise), nil
}

// encode is the code's modules, true for dark.
func encode(text string) ([][]bool, error) {
	c, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		return nil, err
	}
	var out [][]bool
	for _, row := range c.GetMatrix().GetArray() {
		r := make([]bool, len(row))
		for i, v := range row {
			r[i] = v == 1
		}
		out = append(out, r)
	}
	return out, nil
}

// plane maps a pixel to the code's modules; false where it does not lie on it.
func (c *Code) plane(x, y, side float64) (u, v float64, ok bool) {
	sin, cos := math.Sincos(c.Turn * math.Pi / 180)
	dx, dy := x-c.X, y-c.Y
	a, b := (dx*cos+dy*sin)/c.Module, (dy*cos-dx*sin)/c.Module
	// What is nearer is larger: a point at v is drawn at v/(1 - tilt·v/side).
	d := 1 + c.Tilt*b/side + c.Lean*a/side
	if d < 0.05 {
		return 0, 0, false
	}
	a, b = a/d, b/d
	if c.Bend > 0 {
		t := &a
		if c.Lying {
			t = &b
		}
		r := side / c.Bend
		if math.Abs(*t) >= r {
			return 0, 0, false
		}
		*t = r * math.Asin(*t/r)
	}
	if c.Mirrored {
		a = -a
	}
	u, v = a+side/2, b+side/2
	q := c.Quiet
	return u, v, u > -q && v > -q && u < side+q && v < side+q
}

// shade is how light the code is at a place in modules.
func (c *Code) shade(m [][]bool, u, v float64) float64 {
	dark, light := c.greys()
	n := len(m)
	i, j := int(math.Floor(u)), int(math.Floor(v))
	switch {
	case min(i, j) < 0 || max(i, j) >= n:
		return light
	case c.Eyes && pattern(i, j, n):
		if eye(u, v, float64(n)) {
			return dark
		}
		return light
	case !m[j][i]:
		return light
	case u < c.Hidden*float64(n) && v > (1-c.Hidden)*float64(n):
		return (dark + 2*light) / 3
	case !pattern(i, j, n) && c.besideModule(m, u, v):
		return light
	}
	return dark
}

func (c *Code) greys() (dark, light float64) {
	if c.Dark == 0 && c.Light == 0 {
		return 20, 235
	}
	return c.Dark, c.Light
}

// besideModule tells whether a place in a dark module's square lies outside the
// shape in which the module is drawn.
func (c *Code) besideModule(m [][]bool, u, v float64) bool {
	beyondDot := c.Dots > 0 && math.Hypot(u-math.Floor(u)-.5, v-math.Floor(v)-.5) > c.Dots
	return beyondDot || c.Soft && cornerOff(m, u, v)
}

// eye tells whether a place of a round finder pattern is dark.
func eye(u, v, n float64) bool {
	if u > n/2 {
		u = n - u
	}
	if v > n/2 {
		v = n - v
	}
	r := math.Hypot(u-3.5, v-3.5)
	return r < 1.5 || r > 2.5 && r < 3.5
}

// cornerOff tells whether a place lies in a corner of its module that is rounded
// off: one whose two neighbours are light.
func cornerOff(m [][]bool, u, v float64) bool {
	i, j := int(u), int(v)
	x, y := u-float64(i)-.5, v-float64(j)-.5
	dark := func(i, j int) bool { return i >= 0 && j >= 0 && i < len(m) && j < len(m) && m[j][i] }
	right, down := i+int(math.Copysign(1, x)), j+int(math.Copysign(1, y))
	return math.Hypot(x, y) > .5 && !dark(right, j) && !dark(i, down)
}

// pattern tells whether a module belongs to a finder pattern, which stays square.
func pattern(i, j, n int) bool {
	return i < 8 && j < 8 || i >= n-8 && j < 8 || i < 8 && j >= n-8
}
