package phone

import (
	"image"
	"image/color"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// fill paints a rectangle in an opaque colour.
func fill(img *image.RGBA, r image.Rectangle, c color.RGBA) {
	r = r.Intersect(img.Rect)
	if r.Empty() {
		return
	}
	first := img.Pix[img.PixOffset(r.Min.X, r.Min.Y):][:4*r.Dx()]
	first[0], first[1], first[2], first[3] = c.R, c.G, c.B, c.A
	for n := 4; n < len(first); n *= 2 {
		copy(first[n:], first[:n])
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(img.Pix[img.PixOffset(r.Min.X, y):], first)
	}
}

// box is a rectangle between two corners.
type box struct{ x0, y0, x1, y1 float64 }

// roundRect paints a rectangle with round corners in an opaque colour, its
// edge smoothed from left to right.
func roundRect(img *image.RGBA, b box, radius float64, c color.RGBA) {
	radius = min(radius, (b.x1-b.x0)/2, (b.y1-b.y0)/2)
	from, to := max(int(math.Floor(b.y0)), 0), min(int(math.Ceil(b.y1)), img.Rect.Dy())
	for y := from; y < to; y++ {
		m := float64(y) + 0.5
		depth := min(m-b.y0, b.y1-m) // into the rectangle
		in := 0.0
		if depth < radius {
			d := radius - max(depth, 0)
			in = radius - math.Sqrt(radius*radius-d*d)
		}
		span(img, y, b.x0+in, b.x1-in, c)
	}
}

// span paints part of a row, its ends by how much of the pixel they cover.
func span(img *image.RGBA, y int, x0, x1 float64, c color.RGBA) {
	a, b := int(math.Ceil(x0)), int(math.Floor(x1))
	if a > b {
		return
	}
	fill(img, image.Rect(a, y, b, y+1), c)
	blend(img, a-1, y, c, float64(a)-x0)
	blend(img, b, y, c, x1-float64(b))
}

func blend(img *image.RGBA, x, y int, c color.RGBA, share float64) {
	if !image.Pt(x, y).In(img.Rect) || share <= 0 {
		return
	}
	p := img.Pix[img.PixOffset(x, y):][:4]
	for i, v := range [4]byte{c.R, c.G, c.B, c.A} {
		p[i] = byte(float64(v)*share + float64(p[i])*(1-share) + 0.5)
	}
}

// typeface is the one that the app's words are set in. It is part of the
// program, so failing to parse it is a mistake in the program.
var typeface = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(gobold.TTF)
	if err != nil {
		panic(err)
	}
	return f
})

// text sets words on a base line, size being the height of the type.
func (p painter) text(words string, x, y, size float64, c color.RGBA) {
	face, err := opentype.NewFace(typeface(), &opentype.FaceOptions{Size: size * p.unit, DPI: 72})
	if err != nil {
		return
	}
	defer face.Close()
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(c), Face: face}
	d.Dot = fixed.P(int(p.left+x*p.unit), int(p.top+y*p.unit))
	d.DrawString(words)
}

// soften blurs with weights 1 6 1 along both axes: a lens in focus.
func soften(img *image.RGBA) {
	w, stride := img.Rect.Dx(), img.Stride
	prev, cur := make([]byte, stride), make([]byte, stride)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*stride:][:4*w]
		copy(cur, row)
		for i := 4; i < len(row)-4; i++ {
			row[i] = byte((int(cur[i-4]) + 6*int(cur[i]) + int(cur[i+4]) + 4) / 8)
		}
	}
	for y := 1; y < img.Rect.Dy()-1; y++ {
		row, next := img.Pix[y*stride:][:4*w], img.Pix[(y+1)*stride:][:4*w]
		if y == 1 {
			copy(prev, img.Pix[:stride])
		}
		copy(cur, row)
		for i := range row {
			row[i] = byte((int(prev[i]) + 6*int(cur[i]) + int(next[i]) + 4) / 8)
		}
		prev, cur = cur, prev
	}
}
