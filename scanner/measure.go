package scanner

import "image"

// shrink draws each step-th pixel of a frame, the mean of four.
func shrink(dst *image.Gray, f *Frame, step int) {
	w, h := f.Width/step, f.Height/step
	if cap(dst.Pix) < w*h {
		dst.Pix = make([]byte, w*h)
	}
	dst.Pix, dst.Stride, dst.Rect = dst.Pix[:w*h], w, image.Rect(0, 0, w, h)
	beside := min(step-1, 1)
	for y := range h {
		upper := f.Luma[y*step*f.Stride:][:f.Width]
		lower := f.Luma[(y*step+beside)*f.Stride:][:f.Width]
		out := dst.Pix[y*w:][:w]
		for x := range out {
			i := x * step
			j := i + beside
			out[x] = byte((int(upper[i]) + int(upper[j]) + int(lower[i]) + int(lower[j]) + 2) >> 2)
		}
	}
}

// exposure is the light on a code.
type exposure struct {
	black, white int     // the tenth and the ninetieth part of its pixels, by grey
	glare        float64 // the share of its cells that are nothing but white
}

// exposureOf measures the code's place, a rectangle of whole cells.
func exposureOf(m *image.Gray, box image.Rectangle, g *grid) exposure {
	var histogram [256]int
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y += 2 {
		for _, v := range m.Pix[y*m.Stride+box.Min.X : y*m.Stride+box.Max.X] {
			histogram[v]++
			n++
		}
	}
	cells, white := 0, 0
	for y := box.Min.Y / cellSide; y < box.Max.Y/cellSide; y++ {
		for x := box.Min.X / cellSide; x < box.Max.X/cellSide; x++ {
			cells++
			if g.at(x, y).low >= 246 {
				white++
			}
		}
	}
	return exposure{
		black: rank(&histogram, n/10), white: rank(&histogram, n*9/10),
		glare: float64(white) / float64(max(cells, 1)),
	}
}

// rank is the grey that n pixels do not exceed.
func rank(histogram *[256]int, n int) int {
	for v, count := range histogram {
		if n -= count; n < 0 {
			return v
		}
	}
	return 255
}

// sharpness is the slope of the steepest twentieth of a place's edges across,
// as a share a pixel of what lies between its black and its white: 0.5 and more
// where an edge is one pixel wide, 0.2 where it is four.
func sharpness(f *Frame, box image.Rectangle, between int) float64 {
	var slopes [256]int
	n := 0
	box = box.Intersect(image.Rect(0, 0, f.Width, f.Height))
	for y := box.Min.Y; y < box.Max.Y; y += 4 {
		row := f.Luma[y*f.Stride:][box.Min.X:box.Max.X]
		for x := 2; x < len(row); x++ {
			slopes[abs(int32(row[x])-int32(row[x-2]))]++
			n++
		}
	}
	return float64(rank(&slopes, n*19/20)) / 2 / float64(max(between, 1))
}
