package phone

import (
	"image"
	"math"
)

// scene is the place: a wall, lit from above, and the edge of a counter.
type scene struct {
	w, h    int
	wall    [3]float64
	wood    [3]float64
	edge    float64 // where the counter begins, as a share of the height
	lamp    float64 // where the light falls, as a share of the width
	falloff float64
}

func newScene(o Options) scene {
	r := o.rand(streamScene)
	bright := 0.85 + spread(r, 0.15)
	warm := spread(r, 12)
	return scene{
		w: o.Width, h: o.Height,
		wall:    [3]float64{168*bright + warm, 174 * bright, 176*bright - warm},
		wood:    [3]float64{132 * bright, 104 * bright, 80 * bright},
		edge:    0.82 + spread(r, 0.05),
		lamp:    0.5 + spread(r, 0.3),
		falloff: 0.35 + spread(r, 0.1),
	}
}

// draw paints the place.
func (s scene) draw() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, s.w, s.h))
	light := make([]uint32, s.w)
	for x := range light {
		d := float64(x)/float64(s.w) - s.lamp
		light[x] = uint32(256 * (1 - s.falloff*min(d*d*2, 1)))
	}
	for y := range s.h {
		r, g, b := s.row(float64(y) / float64(s.h))
		row := img.Pix[y*img.Stride:][:4*s.w]
		for x, l := range light {
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2], p[3] = byte(r*l>>8), byte(g*l>>8), byte(b*l>>8), 255
		}
	}
	return img
}

// row is the colour of a row under full light.
func (s scene) row(y float64) (r, g, b uint32) {
	counter := 1 / (1 + math.Exp((s.edge-y)*120)) // a soft edge, out of focus
	shade := 1 - 0.25*y
	mix := func(i int) uint32 {
		v := s.wall[i]*shade*(1-counter) + s.wood[i]*(1.15-0.3*y)*counter
		return uint32(min(max(v, 0), 255))
	}
	return mix(0), mix(1), mix(2)
}

// grain adds the noise of the sensor: alike for the three colours, up to ±4.
func grain(img *image.RGBA, o Options, n uint64) {
	r := o.rand(streamNoise + n)
	var bits uint64
	for i := 0; i+3 < len(img.Pix); i += 4 {
		if i%32 == 0 {
			bits = r.Uint64()
		}
		noise := int(bits&3) + int(bits>>2&3) + int(bits>>4&1) + int(bits>>5&1) - 4
		bits >>= 8
		p := img.Pix[i : i+3 : i+3]
		p[0], p[1], p[2] = clamp(int(p[0])+noise), clamp(int(p[1])+noise), clamp(int(p[2])+noise)
	}
}

func clamp(v int) byte { return byte(min(max(v, 0), 255)) }
