// Package qr is the scanner's decoder: it hands a frame's luma to
// [ikd/station/scanner/qr/detect], which finds and reads QR codes, and what
// comes of it to the pipeline.
//
// Of a live frame the place of the last code is tried first, and the costly
// stages take turns from frame to frame; a still picture gets them all. Where
// several codes are seen the one nearest to the middle is the frame's, and
// [Decoder.Others] has the rest.
package qr

import (
	"ikd/station/scanner"
	"ikd/station/scanner/qr/detect"
)

var _ scanner.Decoder = (*Decoder)(nil)

// Decoder is the scanner's decoder. It keeps buffers and where it last saw a
// code, so each camera needs one of its own. Not safe for concurrent use.
type Decoder struct {
	reader *detect.Reader
	others []scanner.Code
}

// New makes a decoder.
func New() *Decoder { return &Decoder{reader: detect.NewReader()} }

// Decode implements [scanner.Decoder]. A frame that holds fewer pixels than it
// says has no code. It never panics, whatever the picture.
func (d *Decoder) Decode(f *scanner.Frame, still bool) (code scanner.Code, ok bool) {
	d.others = d.others[:0]
	if !f.Usable() {
		return code, false
	}
	// The pictures are anybody's and the sums in there are many: a mistake in
	// them must cost one frame, not the officer's program.
	defer func() {
		if recover() != nil {
			d.reader, d.others = detect.NewReader(), d.others[:0]
			code, ok = scanner.Code{}, false
		}
	}()
	m := detect.Image{Pix: f.Luma, Stride: f.Stride, Width: f.Width, Height: f.Height}
	read := d.reader.Live
	if still {
		read = d.reader.Still
	}
	for i, c := range read(m) {
		if i == 0 {
			code, ok = convert(c), true
			continue
		}
		d.others = append(d.others, convert(c))
	}
	return code, ok
}

// Others are the codes of the last frame beside the one that Decode gave, the
// one nearest to the middle first. They are valid until the next call of Decode.
func (d *Decoder) Others() []scanner.Code { return d.others }

// convert turns the corners the way a scanner has them: a mirrored code's go
// round the other way.
func convert(c detect.Code) scanner.Code {
	out := scanner.Code{Text: c.Text}
	for i, p := range c.Corners {
		out.Outline[i] = scanner.Point(p)
	}
	if c.Mirrored {
		out.Outline[1], out.Outline[3] = out.Outline[3], out.Outline[1]
	}
	return out
}
