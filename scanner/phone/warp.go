package phone

import (
	"image"
	"math"
)

// matrix maps places of the plane by perspective, rows first.
type matrix [9]float64

func (m matrix) times(n matrix) matrix {
	var out matrix
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				out[3*i+j] += m[3*i+k] * n[3*k+j]
			}
		}
	}
	return out
}

// inverse by cofactors, up to a factor, which does not matter here.
func (m matrix) inverse() matrix {
	return matrix{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
}

// at is where a place goes.
func (m matrix) at(x, y float64) (float64, float64) {
	w := m[6]*x + m[7]*y + m[8]
	return (m[0]*x + m[1]*y + m[2]) / w, (m[3]*x + m[4]*y + m[5]) / w
}

// sway is how a held phone has moved: in shares of the frame's height, of a
// degree and of its size.
type sway struct{ x, y, turn, near float64 }

// place is the matrix from the texture to the frame.
func place(o Options, t *texture, s sway) matrix {
	r := o.rand(streamPose)
	r.Float64() // codeSide's
	w, h := float64(o.Width), float64(o.Height)
	scale := codeSide(o) / t.side * (1 + s.near)
	x := w/2 + spread(r, 0.12)*min(h, w) + s.x*h
	y := h*0.54 + spread(r, 0.02)*h + s.y*h
	roll := radians(o.Tilt + s.turn + spread(r, 4))
	yaw, pitch := radians(spread(r, 5)), radians(spread(r, 5))
	far := 2.2 * h // from the camera, in pixels

	toCentre := matrix{scale, 0, -scale * t.cx, 0, scale, -scale * t.cy, 0, 0, 1}
	turned := matrix{math.Cos(roll), -math.Sin(roll), 0, math.Sin(roll), math.Cos(roll), 0, 0, 0, 1}
	tilted := matrix{
		math.Cos(yaw), 0, 0, 0, math.Cos(pitch), 0,
		math.Sin(yaw) / far, math.Sin(pitch) / far, 1,
	}
	put := matrix{1, 0, x, 0, 1, y, 0, 0, 1}
	return put.times(tilted).times(turned).times(toCentre)
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// warp lays the texture over the frame.
func (m matrix) warp(dst, tex *image.RGBA) {
	inv := m.inverse()
	r := m.bounds(tex.Rect).Intersect(dst.Rect)
	maxU, maxV := float64(tex.Rect.Dx()-1), float64(tex.Rect.Dy()-1)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()]
		for x := r.Min.X; x < r.Max.X; x, row = x+1, row[4:] {
			u, v := inv.at(float64(x)+0.5, float64(y)+0.5)
			u, v = u-0.5, v-0.5
			if u >= 0 && v >= 0 && u < maxU && v < maxV {
				over(row[:4:4], tex, int(256*u), int(256*v))
			}
		}
	}
}

// bounds is the rectangle around where the corners of r go.
func (m matrix) bounds(r image.Rectangle) image.Rectangle {
	x0, y0 := math.Inf(1), math.Inf(1)
	x1, y1 := math.Inf(-1), math.Inf(-1)
	for _, c := range [4]image.Point{r.Min, {r.Max.X, r.Min.Y}, r.Max, {r.Min.X, r.Max.Y}} {
		x, y := m.at(float64(c.X), float64(c.Y))
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	return image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1)))
}

// over lays the texture at (u, v), in 256ths of a pixel and mean of the four
// pixels around, over a pixel of the frame.
func over(p []byte, tex *image.RGBA, u, v int) {
	i := (v>>8)*tex.Stride + (u>>8)*4
	a, b := tex.Pix[i:i+8:i+8], tex.Pix[i+tex.Stride:][:8:8]
	if a[3]|a[7]|b[3]|b[7] == 0 {
		return
	}
	fu, fv := u&255, v&255
	mix := func(c int) int {
		top := int(a[c])*(256-fu) + int(a[c+4])*fu
		bottom := int(b[c])*(256-fu) + int(b[c+4])*fu
		return (top*(256-fv) + bottom*fv) >> 16
	}
	rest := 255 - mix(3)
	for c := range 3 {
		p[c] = byte(min(mix(c)+int(p[c])*rest/255, 255))
	}
}
