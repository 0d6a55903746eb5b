package session

import (
	"context"
	"image"
	"image/color"
	"math/rand/v2"
	"sync"
	"time"

	"ikd/station/app/training"
	"ikd/station/scanner"
	"ikd/station/scanner/phone"
)

// webcam stands in for a real one in measurements: 1280×720 in the colours and
// at the rate of a webcam, every picture with noise of its own, and each phone
// held in another place. Unlike the training mode's camera it brings no ready
// preview, so that making one is measured too.
type webcam struct {
	// first is told when the first picture of a phone is handed over.
	first func(at time.Time)

	mu     sync.Mutex
	frames []*image.YCbCr
	seed   uint64
	fresh  bool
}

const webcamRate = 30

var _ training.Camera = (*webcam)(nil)

func newWebcam(first func(time.Time)) *webcam {
	w := &webcam{first: first}
	_ = w.Show("") // it fails of long texts only
	return w
}

// Name implements [scanner.Source].
func (*webcam) Name() string { return "webcam" }

// Show implements [showing].
func (w *webcam) Show(text string) error {
	w.mu.Lock()
	w.seed++
	o := phone.Options{Seed: w.seed}
	w.mu.Unlock()
	img := phone.Empty(phone.Options{Seed: 1})
	if text != "" {
		var err error
		if img, err = phone.Draw(text, o); err != nil {
			return err
		}
	}
	frames := noisy(img, o.Seed)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.frames, w.fresh = frames, text != ""
	return nil
}

// stir has somebody move before the counter, who shows no phone, or nobody.
func (w *webcam) stir(somebody bool) {
	frames := noisy(phone.Empty(phone.Options{Seed: 1}), 1)
	if somebody {
		for i, p := range frames {
			for y := 200; y < p.Rect.Dy(); y++ {
				for x := 300 + 60*i; x < 700+60*i; x++ {
					p.Y[p.YOffset(x, y)] /= 2
				}
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.frames = frames
}

// noisy is the picture five times, in YUV 4:2:2, each with noise of its own.
func noisy(img *image.RGBA, seed uint64) []*image.YCbCr {
	r := rand.New(rand.NewPCG(seed, 7))
	frames := make([]*image.YCbCr, 5)
	for i := range frames {
		frames[i] = image.NewYCbCr(img.Rect, image.YCbCrSubsampleRatio422)
	}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			luma, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
			noise := r.Uint64()
			for _, p := range frames {
				p.Y[p.YOffset(x, y)] = byte(min(max(int(luma)+int(noise&7)-3, 0), 255))
				p.Cb[p.COffset(x, y)], p.Cr[p.COffset(x, y)] = cb, cr
				noise >>= 4
			}
		}
	}
	return frames
}

// Run implements [scanner.Source].
func (w *webcam) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	tick := time.NewTicker(time.Second / webcamRate)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		w.mu.Lock()
		picture, fresh := w.frames[i%len(w.frames)], w.fresh
		w.fresh = false
		w.mu.Unlock()
		at := time.Now()
		if fresh {
			w.first(at)
		}
		deliver(scanner.NewFrame(picture, at))
	}
}
