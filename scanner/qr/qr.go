// Package qr finds a QR code in a frame's luma with gozxing.
//
// What gozxing needs help with is finding the code, not reading it, so the
// [Decoder] looks at a frame in several ways, called stages: at full size with
// a threshold for each block of pixels (Hybrid) or one for the whole frame
// (Global), at half and at a third of its size, where noise and the grid of a
// screen average out, at twice its size for small codes, and inverted. A live
// frame gets two stages: the one that last found a code and one other in turn.
// A still picture gets all of them. The luma goes to gozxing as it is: a
// conversion through image.Image costs more than the decoding.
package qr

import (
	"errors"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"

	"ikd/station/scanner"
)

var _ scanner.Decoder = (*Decoder)(nil)

// maxCentres is how many places that look like a finder pattern are borne in a
// frame. gozxing weighs every three of them, so a frame of thousands, a
// chequered shirt say, would take minutes; 17 were the most in 675 pictures with a code.
const maxCentres = 100

var errCentres = errors.New("a pattern, not a code")

// Decoder is the scanner's decoder. It keeps buffers and what worked last, so
// each camera needs one of its own. Not safe for concurrent use.
type Decoder struct {
	bits    *decoder.Decoder
	hints   map[gozxing.DecodeHintType]any
	centres int // found at this look
	planes  planes
	first   int // the live stage to begin with: the one that last found a code
	turn    int // the live stage that last was the other one
	misses  int // live frames since a code was found
}

// New makes a decoder.
func New() *Decoder {
	d := &Decoder{bits: decoder.NewDecoder()}
	d.hints = map[gozxing.DecodeHintType]any{
		// Finder patterns are looked for in every third row.
		gozxing.DecodeHintType_TRY_HARDER:                 true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(d.count),
	}
	return d
}

// count is told of each place that looks like a pattern. The search offers no
// other way out of it than a panic, which try takes for no code.
func (d *Decoder) count(gozxing.ResultPoint) {
	if d.centres++; d.centres > maxCentres {
		panic(errCentres)
	}
}

// Decode implements [scanner.Decoder]. A frame that holds fewer pixels than it
// says has no code. It never panics, whatever the picture.
func (d *Decoder) Decode(f *scanner.Frame, still bool) (scanner.Code, bool) {
	if !f.Usable() {
		return scanner.Code{}, false
	}
	d.planes.reset(f)
	if still {
		return d.decodeStill()
	}
	return d.decodeLive()
}

func (d *Decoder) decodeStill() (scanner.Code, bool) {
	for _, s := range stillStages {
		if code, ok := d.try(s); ok {
			return code, true
		}
	}
	return scanner.Code{}, false
}

func (d *Decoder) decodeLive() (scanner.Code, bool) {
	if code, ok := d.try(liveStages[d.first]); ok {
		d.misses = 0
		return code, true
	}
	d.turn = (d.turn + 1) % len(liveStages)
	if d.turn == d.first {
		d.turn = (d.turn + 1) % len(liveStages)
	}
	if code, ok := d.try(liveStages[d.turn]); ok {
		d.first, d.misses = d.turn, 0
		return code, true
	}
	// The stage that suited the last phone need not suit the next one.
	if d.misses++; d.misses >= forgetAfter {
		d.first, d.misses = 0, 0
	}
	return scanner.Code{}, false
}

// try is one look at the frame. gozxing indexes without care in places, so a
// panic of its is taken for "no code" here, at the edge.
func (d *Decoder) try(s stage) (code scanner.Code, ok bool) {
	defer func() {
		if recover() != nil {
			code, ok = scanner.Code{}, false
		}
	}()
	d.centres = 0
	black, ok := s.black(&d.planes)
	if !ok {
		return code, false
	}
	found, err := detector.NewDetector(black).Detect(d.hints)
	if err != nil {
		return code, false
	}
	bits := found.GetBits()
	dimension := bits.GetWidth()
	// Decode unmasks the bits in place, so they are not looked at again.
	result, err := d.bits.Decode(bits, d.hints)
	if err != nil {
		return code, false
	}
	code.Text = strings.ToValidUTF8(result.GetText(), "\uFFFD")
	code.Outline = outline(found.GetPoints(), dimension, s.scale)
	return code, true
}
