package scanner

import (
	"image"
	"math"
	"time"
)

const (
	// aimEvery is the time between two measurements.
	aimEvery = time.Second / 8
	// foundStays bridges the frames in which the decoder missed the code.
	foundStays = outlineStays
)

// Limits of the judgements, grey levels unless something else is said.
const (
	smallCode = 0.29 // of the picture's height: 2 to 3 pixels a module at 720p
	wholeCode = 0.97 // of the picture's height: its quiet zone is outside
	dimWhite  = 95   // white modules below this are of a dimmed screen
	dimSpread = 75   // and so little between black and white
	paleBlack = 115  // black modules above this have light on them
	glaring   = 0.10 // share of the code's place that is nothing but white
	softEdge  = 0.30 // slope of an edge, as a share of its height a pixel
)

// aiming judges where the phone is and how well it can be seen.
type aiming struct {
	next   time.Time
	found  time.Time
	small  image.Gray // the picture at a width of at most [PreviewWidth]
	grid   grid
	steady steady
}

// judge takes a frame and whether its code was read, and gives the hint to show.
func (a *aiming) judge(f *Frame, found bool, now time.Time) Hint {
	if found {
		a.found = now
	}
	if now.Before(a.next) {
		return a.steady.shown
	}
	a.next = now.Add(aimEvery)
	if !a.found.IsZero() && now.Sub(a.found) <= foundStays {
		return a.steady.put(HintHold, now)
	}
	return a.steady.put(a.measure(f), now)
}

// measure judges one frame whose code was not read.
func (a *aiming) measure(f *Frame) Hint {
	near := previewStep(f.Width)
	// Where nothing is found the modules may be larger than the cells.
	for _, step := range [...]int{near, 2 * near} {
		shrink(&a.small, f, step)
		if box, cells := a.grid.candidate(&a.small); cells > 0 {
			return a.advise(f, step, box, cells)
		}
	}
	return HintFrame
}

// advise judges the place of a code, in pixels of the small picture, that holds
// that many cells of black and white.
func (a *aiming) advise(f *Frame, step int, box image.Rectangle, cells int) Hint {
	light := exposureOf(&a.small, box, &a.grid)
	// Of the cells rather than of the box: a line of text may touch the code.
	side := cellSide * math.Sqrt(float64(cells)) / float64(a.small.Rect.Dy())
	full := image.Rect(box.Min.X*step, box.Min.Y*step, box.Max.X*step, box.Max.Y*step)
	switch {
	case light.glare > glaring || light.black > paleBlack:
		return HintGlare
	case light.white < dimWhite && light.white-light.black < dimSpread:
		return HintBrighter
	case side >= wholeCode:
		return HintFarther
	case side < smallCode && sharpness(f, full, light.white-light.black) >= softEdge:
		return HintCloser
	}
	return HintHold
}
