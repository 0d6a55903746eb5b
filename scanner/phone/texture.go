package phone

import (
	"image"
	"image/color"
	"math"
)

// texture is the phone seen straight on, with the fingers that hold it, on
// nothing. The code's modules are whole pixels in it.
type texture struct {
	img    *image.RGBA
	side   float64 // of the code with its quiet zone
	cx, cy float64 // its centre
}

// Colours of the phone and its app.
var (
	bodyColour   = color.RGBA{24, 25, 28, 255}
	edgeColour   = color.RGBA{74, 77, 84, 255}
	pageColour   = color.RGBA{238, 242, 247, 255}
	cardColour   = color.RGBA{252, 253, 255, 255}
	headColour   = color.RGBA{22, 84, 128, 255}
	moduleColour = color.RGBA{18, 20, 26, 255}
	faintColour  = color.RGBA{188, 198, 210, 255}
	accentColour = color.RGBA{38, 150, 120, 255}
	skinColour   = color.RGBA{176, 128, 98, 255}
	nailColour   = color.RGBA{206, 164, 140, 255}
)

// Proportions of the phone, in sides of the code with its quiet zone. The
// origin is the code's upper left corner.
const (
	screenGap  = 0.05 // from the code to the edge of the screen
	bezel      = 0.035
	headHeight = 0.15
	headGap    = 0.05 // from the header to the code
	below      = 2.0  // of phone below the code, where it is seen
	fingerRoom = 0.22 // beside the phone
)

// codeSide is the side of the code in a frame, quiet zone included.
func codeSide(o Options) float64 {
	scale := o.Scale
	if scale == 0 {
		scale = 0.65 + spread(o.rand(streamPose), 0.05)
	}
	return min(scale*float64(o.Height), 0.8*float64(o.Width))
}

func newTexture(text string, o Options) (*texture, error) {
	c, err := encode(text)
	if err != nil {
		return nil, err
	}
	module := max(1, int(math.Ceil(codeSide(o)/float64(c.side()))))
	s := float64(module * c.side())
	// Whole pixels for the code's corner, so that its modules are too.
	left := math.Ceil((fingerRoom + bezel + screenGap) * s)
	top := math.Ceil((bezel + screenGap + headHeight + headGap) * s)
	t := &texture{side: s, cx: left + s/2, cy: top + s/2}
	t.img = image.NewRGBA(image.Rect(0, 0, int(2*left+s), int(top+s+seen(o)*s)))
	p := painter{img: t.img, left: left, top: top, unit: s}
	p.hand(true)
	p.body()
	p.app()
	p.code(c, module)
	p.hand(false)
	soften(t.img)
	return t, nil
}

// seen is how much of the phone below the code can be in the frame: what hangs
// out of it is not drawn. It allows for the seed's and the hand's few degrees.
func seen(o Options) float64 {
	reach := 0.58 * float64(o.Height)
	if o.Tilt != 0 {
		reach = math.Hypot(float64(o.Width), float64(o.Height))
	}
	return min(below, max(reach/codeSide(o)-0.5, 0))
}

// painter draws in units of the code's side from the code's corner.
type painter struct {
	img             *image.RGBA
	left, top, unit float64
}

func (p painter) box(b box, radius float64, c color.RGBA) {
	s := p.unit
	roundRect(p.img, box{p.left + b.x0*s, p.top + b.y0*s, p.left + b.x1*s, p.top + b.y1*s}, radius*s, c)
}

func (p painter) body() {
	g, top := screenGap+bezel, -(headHeight + headGap + screenGap + bezel)
	p.box(box{-g, top, 1 + g, below + 1.2}, 0.11, edgeColour)
	e := g - 0.006
	p.box(box{-e, top + 0.006, 1 + e, below + 1.2}, 0.105, bodyColour)
}

func (p painter) app() {
	g, top := screenGap, -(headHeight + headGap + screenGap)
	p.box(box{-g, top, 1 + g, 2.2}, 0.08, headColour)
	p.box(box{-g, -headGap, 1 + g, 2.2}, 0, pageColour)
	p.text("Kode aktivasi", 0.02, -headGap-0.055, 0.072, cardColour)
	p.box(box{0.86, -headGap - 0.105, 0.93, -headGap - 0.035}, 0.035, accentColour)
	p.text("Tunjukkan kepada petugas", 0.02, 1.1, 0.056, bodyColour)
	p.box(box{0.02, 1.15, 0.98, 1.17}, 0.01, faintColour)
	p.box(box{0.02, 1.15, 0.7, 1.17}, 0.01, accentColour)
	for i, w := range []float64{0.5, 0.75, 0.62} {
		y := 1.25 + 0.09*float64(i)
		p.box(box{0.02, y, w, y + 0.035}, 0.017, faintColour)
	}
}

func (p painter) code(c code, module int) {
	p.box(box{0, 0, 1, 1}, 0, cardColour)
	for y, row := range c.rows {
		for x, dark := range row {
			if dark == 1 {
				x0, y0 := int(p.left)+(x+quiet)*module, int(p.top)+(y+quiet)*module
				fill(p.img, image.Rect(x0, y0, x0+module, y0+module), moduleColour)
			}
		}
	}
}

// hand draws what of the hand is behind the phone, or before it: four
// fingertips at the right edge, the thumb at the left.
func (p painter) hand(behind bool) {
	g := screenGap + bezel
	if behind {
		p.box(box{-g - 0.12, 0.62, 0.5, 2.4}, 0.12, skinColour)
		return
	}
	for i := range 4 {
		y := 0.42 + 0.165*float64(i)
		p.box(box{1 + g - 0.055, y, 1 + g + 0.07, y + 0.125}, 0.06, skinColour)
		p.box(box{1 + g - 0.047, y + 0.035, 1 + g - 0.005, y + 0.09}, 0.025, nailColour)
	}
	p.box(box{-g - 0.12, 0.5, -g + 0.045, 1.3}, 0.08, skinColour)
	p.box(box{-g - 0.035, 0.52, -g + 0.03, 0.61}, 0.032, nailColour)
}
