package mediafoundation

import (
	"errors"
	"image"

	"ikd/station/scanner"
)

// layout says where in a sample's memory the picture lies, in NV12: rows of
// luma, then half as many rows of chroma, Cb and Cr in turn.
type layout struct {
	top     int // offset of the picture's topmost row of luma
	pitch   int // from a row to the one below it; below zero where they lie bottom up
	rows    int // of luma in memory: a decoder may pad 1080 to 1088
	visible     // what of it is to be seen
	// limited says that black is 16 and white 235 (ITU-R BT.601), as most
	// cameras have it whose pictures are not JPEG.
	limited bool
}

// visible is a part of a picture. All four are even, as the chroma is.
type visible struct{ x, y, width, height int }

// newLayout is the layout of a picture of that size in memory, of which part is
// to be seen: all of it where part is empty or reaches beyond.
func newLayout(width, height int, part visible, limited bool) layout {
	if part.x < 0 || part.y < 0 || part.width <= 0 || part.height <= 0 ||
		part.x+part.width > width || part.y+part.height > height {
		part = visible{width: width, height: height}
	}
	part.x, part.y, part.width, part.height = part.x&^1, part.y&^1, part.width&^1, part.height&^1
	return layout{rows: height, visible: part, limited: limited}
}

var errLayout = errors.New("the sample is smaller than its picture")

// frame copies the picture out of the memory of a sample, which may go as soon
// as it returns. The frame is valid until the next call with the same dst.
func (l layout) frame(dst *image.YCbCr, memory []byte) (*scanner.Frame, error) {
	luma, err := plane(memory, l.top, l.pitch, l.rows, l.x+l.width)
	if err != nil {
		return nil, err
	}
	chroma, err := plane(memory, l.chromaTop(), l.pitch, l.rows/2, l.x+l.width)
	if err != nil {
		return nil, err
	}
	if l.y+l.height > l.rows {
		return nil, errLayout
	}
	for y := range l.height {
		row(dst.Y[y*dst.YStride:][:l.width], luma(l.y + y)[l.x:], l.limited)
	}
	for y := range l.height / 2 {
		at := y * dst.CStride
		split(dst.Cb[at:][:dst.CStride], dst.Cr[at:][:dst.CStride], chroma(l.y/2 + y)[l.x:], l.limited)
	}
	return &scanner.Frame{Luma: dst.Y, Stride: dst.YStride, Width: l.width, Height: l.height, Colour: dst}, nil
}

// fitting is a picture of the layout's size: dst where it is one.
func (l layout) fitting(dst *image.YCbCr) *image.YCbCr {
	size := image.Rect(0, 0, l.width, l.height)
	if dst != nil && dst.Rect == size {
		return dst
	}
	return image.NewYCbCr(size, image.YCbCrSubsampleRatio420)
}

// chromaTop is the offset of the topmost row of chroma. It follows the luma in
// memory, whichever way up the two lie.
func (l layout) chromaTop() int {
	if l.pitch >= 0 {
		return l.top + l.rows*l.pitch
	}
	return l.top - l.rows/2*l.pitch
}

// plane gives the rows of a plane, counted from the top, after it has made sure
// that all of them are there.
func plane(memory []byte, top, pitch, rows, width int) (func(int) []byte, error) {
	bottom := top + (rows-1)*pitch
	if rows <= 0 || width <= 0 || max(pitch, -pitch) < width ||
		min(top, bottom) < 0 || max(top, bottom)+width > len(memory) {
		return nil, errLayout
	}
	return func(y int) []byte { return memory[top+y*pitch:][:width] }, nil
}

// row copies a row of luma, widened to the full range where need be.
func row(dst, src []byte, limited bool) {
	if !limited {
		copy(dst, src)
		return
	}
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] = wideLuma[v]
	}
}

// split parts a row of chroma into its two colours.
func split(cb, cr, src []byte, limited bool) {
	n := len(cb)
	cr, src = cr[:n], src[:2*n]
	if limited {
		for i := range n {
			cb[i], cr[i] = wideChroma[src[2*i]], wideChroma[src[2*i+1]]
		}
		return
	}
	for i := range n {
		cb[i], cr[i] = src[2*i], src[2*i+1]
	}
}

// The tables widen the limited range to the full one.
var (
	wideLuma   = widen(16, 219, 0)
	wideChroma = widen(128, 224, 128)
)

// widen maps middle to middleTo and makes a span of so many steps 255 wide.
func widen(middle, span, middleTo int) (table [256]byte) {
	for v := range table {
		// Half a step up, so that the division rounds; floor for what is below.
		n := (v-middle)*255*2 + span
		q := n / (2 * span)
		if n < 0 && n%(2*span) != 0 {
			q--
		}
		table[v] = byte(min(max(middleTo+q, 0), 255))
	}
	return table
}
