package picture

import (
	"image"
	"math"
	"math/rand/v2"
)

// canvas is a picture in the making, in greys that may leave 0 to 255.
type canvas struct {
	w, h int
	pix  []float64
}

func newCanvas(w, h int) *canvas { return &canvas{w, h, make([]float64, w*h)} }

// background draws the background with boxes and stripes.
func (g *canvas) background(r *rand.Rand) {
	base := 70 + 90*r.Float64()
	for i := range g.pix {
		g.pix[i] = base
	}
	for range 14 {
		x, y := r.IntN(g.w), r.IntN(g.h)
		w, h := 8+r.IntN(g.w/3+1), 8+r.IntN(g.h/3+1)
		first, second := 20+200*r.Float64(), 20+200*r.Float64()
		stripe := 1 << 20
		if r.IntN(3) == 0 {
			stripe = 3 + r.IntN(12)
		}
		for j := y; j < min(y+h, g.h); j++ {
			for i := x; i < min(x+w, g.w); i++ {
				g.pix[j*g.w+i] = first
				if (i-x)/stripe&1 == 1 {
					g.pix[j*g.w+i] = second
				}
			}
		}
	}
}

// draw lays a code over the canvas, each pixel being the mean of nine places.
func (g *canvas) draw(c Code, m [][]bool) {
	const n = 3
	side := float64(len(m))
	for y := range g.h {
		for x := range g.w {
			var sum, hits float64
			for k := range n * n {
				px, py := float64(x)+(float64(k%n)+.5)/n, float64(y)+(float64(k/n)+.5)/n
				if u, v, ok := c.plane(px, py, side); ok {
					sum, hits = sum+c.shade(m, u, v), hits+1
				}
			}
			at := &g.pix[y*g.w+x]
			*at = (sum + *at*(n*n-hits)) / (n * n)
		}
	}
}

// light adds the moiré of a screen, the slope of the light and the glare.
func (g *canvas) light(s Scene) {
	for y := range g.h {
		for x := range g.w {
			fx, fy := float64(x), float64(y)
			at := &g.pix[y*g.w+x]
			*at *= 1 + s.Moire*math.Sin(fx*0.9+fy*0.35+2*math.Sin(fy*0.07))
			*at *= 1 - s.Slope*fx/float64(g.w)
			dx, dy := fx-s.GlareX, fy-s.GlareY
			spot := float64(g.w*g.w) / 40
			*at += s.Glare * math.Exp(-(dx*dx+dy*dy)/spot)
		}
	}
}

// blur is a Gaussian one.
func (g *canvas) blur(sigma float64) {
	if sigma <= 0 {
		return
	}
	n := int(3*sigma) + 1
	kernel, total := make([]float64, 2*n+1), 0.0
	for i := range kernel {
		d := float64(i - n)
		kernel[i] = math.Exp(-d * d / (2 * sigma * sigma))
		total += kernel[i]
	}
	for _, step := range [2][2]int{{1, 0}, {0, 1}} {
		out := make([]float64, len(g.pix))
		for y := range g.h {
			for x := range g.w {
				for i, k := range kernel {
					out[y*g.w+x] += k / total * g.at(x+(i-n)*step[0], y+(i-n)*step[1])
				}
			}
		}
		g.pix = out
	}
}

// move smears the picture along a line.
func (g *canvas) move(length, heading float64) {
	if length <= 0 {
		return
	}
	sin, cos := math.Sincos(heading * math.Pi / 180)
	n := int(2*length) + 2
	out := make([]float64, len(g.pix))
	for y := range g.h {
		for x := range g.w {
			for k := range n {
				t := (float64(k)/float64(n-1) - .5) * length
				out[y*g.w+x] += g.between(float64(x)+t*cos, float64(y)+t*sin) / float64(n)
			}
		}
	}
	g.pix = out
}

// at is the pixel at x, y or the nearest one to it.
func (g *canvas) at(x, y int) float64 {
	return g.pix[min(max(y, 0), g.h-1)*g.w+min(max(x, 0), g.w-1)]
}

func (g *canvas) between(x, y float64) float64 {
	i, j := math.Floor(x), math.Floor(y)
	fx, fy, a, b := x-i, y-j, int(i), int(j)
	return (g.at(a, b)*(1-fx)+g.at(a+1, b)*fx)*(1-fy) + (g.at(a, b+1)*(1-fx)+g.at(a+1, b+1)*fx)*fy
}

func (g *canvas) gray(r *rand.Rand, noise float64) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, g.w, g.h))
	for i, v := range g.pix {
		out.Pix[i] = byte(min(max(v+noise*r.NormFloat64(), 0), 255))
	}
	return out
}
