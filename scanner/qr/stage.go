package qr

import "github.com/makiuchi-d/gozxing"

// stage is one way to look at a frame. What each adds to those before it, of
// 240 made-up webcam frames of 1280×720 and of 434 photographs: hybrid reads
// 146 and 357, half 17 and 7 more, global 7 and 12, third 4 and 0, double 21
// and 10, half global 1 and 3, inverted 0 and 2. Each costs at most what hybrid
// does, but for double: four times as much, more than a live frame bears.
type stage struct {
	name  string
	scale float64 // pixels of the frame in one pixel of the plane
	plane func(*planes) plane
	bin   func(gozxing.LuminanceSource) gozxing.Binarizer
}

var (
	hybrid      = stage{"hybrid", 1, (*planes).full, gozxing.NewHybridBinarizer}
	global      = stage{"global", 1, (*planes).full, gozxing.NewGlobalHistgramBinarizer}
	half        = stage{"half", 2, (*planes).half, gozxing.NewHybridBinarizer}
	third       = stage{"third", 3, (*planes).third, gozxing.NewHybridBinarizer}
	halfGlobal  = stage{"half global", 2, (*planes).half, gozxing.NewGlobalHistgramBinarizer}
	double      = stage{"double", 0.5, (*planes).double, gozxing.NewHybridBinarizer}
	inverted    = stage{"inverted", 1, (*planes).inverted, gozxing.NewHybridBinarizer}
	liveStages  = []stage{hybrid, half, global, third}
	stillStages = []stage{hybrid, half, global, third, double, halfGlobal, inverted}
)

// forgetAfter is how many live frames without a code the decoder goes on
// beginning with the stage that worked last: about half a second.
const forgetAfter = 15

// black is the frame in black and white; false where the plane is too small
// or shows no contrast.
func (s stage) black(p *planes) (*gozxing.BitMatrix, bool) {
	pl := s.plane(p)
	if pl.w < minSide || pl.h < minSide {
		return nil, false
	}
	src, err := gozxing.NewPlanarYUVLuminanceSource(pl.pix, pl.w, pl.h, 0, 0, pl.w, pl.h, false)
	if err != nil {
		return nil, false
	}
	black, err := s.bin(src).GetBlackMatrix()
	return black, err == nil
}
