// Package phone draws what a webcam sees of a made-up citizen's phone: a
// hand-held phone, slightly turned, with a code on its screen, in front of an
// office wall. [Draw] makes one picture, [Empty] the same place without a
// phone, and [Camera] plays them live for the training mode.
//
// The pictures are made from their options alone: the same options and text
// give the same picture. They are kind to the reader, as the demonstration of
// a job should be; they are no measure of how well a decoder reads.
package phone

import (
	"cmp"
	"image"
	"math/rand/v2"
)

// Options of a picture. The zero value is a webcam's 1280×720.
type Options struct {
	Width, Height int    // of the frame in pixels, 1280×720 where zero
	Seed          uint64 // varies the place, the light and how the phone is held
	// Scale is the side of the code, with its quiet zone, as a share of the
	// frame's height; where zero the seed says, 0.60 to 0.70.
	Scale float64
	// Tilt turns the phone clockwise, in degrees, beyond the seed's few.
	Tilt float64
}

// least and largest frame that is drawn.
const (
	minSide = 64
	maxSide = 8192
)

func (o Options) withDefaults() Options {
	o.Width = min(max(cmp.Or(o.Width, 1280), minSide), maxSide)
	o.Height = min(max(cmp.Or(o.Height, 720), minSide), maxSide)
	o.Scale = min(max(o.Scale, 0), 1)
	return o
}

// rand gives each use of the seed a stream of its own.
func (o Options) rand(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(o.Seed, stream))
}

// Streams of random numbers.
const (
	streamScene = iota
	streamPose
	streamNoise
)

// Draw is a frame with a phone that shows the text as a QR code: error
// correction level M, alphanumeric mode where the text allows it, the smallest
// version that holds it. It fails where the text is empty or too long for a QR
// code (3,391 alphanumeric characters).
func Draw(text string, opt Options) (*image.RGBA, error) {
	opt = opt.withDefaults()
	t, err := newTexture(text, opt)
	if err != nil {
		return nil, err
	}
	img := newScene(opt).draw()
	place(opt, t, sway{}).warp(img, t.img)
	grain(img, opt, 0)
	return img, nil
}

// Empty is the frame without a phone.
func Empty(opt Options) *image.RGBA {
	opt = opt.withDefaults()
	img := newScene(opt).draw()
	grain(img, opt, 0)
	return img
}

// spread is a random number between -by and by.
func spread(r *rand.Rand, by float64) float64 { return (2*r.Float64() - 1) * by }
