//go:build unix

package scanner_test

import (
	"context"
	"image"
	"image/color"
	"math/rand/v2"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/scanner/qr"
)

// BenchmarkLive measures in real time what the pipeline costs with a camera of
// 1280×720 at 30 frames a second, previews of 640×360 included, in per cent of
// one core. What the window needs to draw them is not in it.
func BenchmarkLive(b *testing.B) {
	for _, tt := range []struct {
		name string
		text string
		rest time.Duration
	}{{"empty", "", time.Hour}, {"code", code, time.Hour}, {"rest", "", time.Millisecond}} {
		b.Run(tt.name, func(b *testing.B) { live(b, webcam(b, tt.text), tt.rest) })
	}
}

const measured = 4 * time.Second

func live(b *testing.B, src scanner.Source, rest time.Duration) {
	var decodes, views atomic.Int64
	p := scanner.Pipeline{
		Source: src, Decoder: counting{qr.New(), &decodes}, Filter: scanner.NewFilter(scanner.CoolDown), IdleAfter: rest,
		Events: scanner.Events{View: func(v scanner.View) { views.Add(1); v.Release() }},
	}
	var spent, long time.Duration
	for b.Loop() {
		ctx, cancel := context.WithTimeout(b.Context(), measured)
		before, start := spentCPU(b), time.Now()
		_ = p.Run(ctx)
		spent, long = spent+spentCPU(b)-before, long+time.Since(start)
		cancel()
	}
	b.ReportMetric(100*spent.Seconds()/long.Seconds(), "%core")
	b.ReportMetric(float64(views.Load())/long.Seconds(), "previews/s")
	b.ReportMetric(float64(decodes.Load())/long.Seconds(), "decodes/s")
	b.ReportMetric(0, "ns/op") // the time is given
}

func spentCPU(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// counting counts the frames that are decoded.
type counting struct {
	scanner.Decoder
	n *atomic.Int64
}

func (c counting) Decode(f *scanner.Frame, still bool) (scanner.Code, bool) {
	c.n.Add(1)
	return c.Decoder.Decode(f, still)
}

// pictures are played over and over again, 30 a second.
type pictures []*image.YCbCr

func (pictures) Name() string { return "pictures" }

func (p pictures) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	tick := time.NewTicker(time.Second / 30)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case at := <-tick.C:
			deliver(scanner.NewFrame(p[i%len(p)], at))
		}
	}
}

// webcam is one scene in four pictures, each with noise of its own, in the
// colours of a webcam.
func webcam(b *testing.B, text string) pictures {
	img := phone.Empty(phone.Options{Seed: 4})
	if text != "" {
		var err error
		if img, err = phone.Draw(text, phone.Options{Seed: 4}); err != nil {
			b.Fatal(err)
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	all := make(pictures, 4)
	for i := range all {
		p := image.NewYCbCr(img.Rect, image.YCbCrSubsampleRatio422)
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				c := img.RGBAAt(x, y)
				yy, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
				p.Y[p.YOffset(x, y)] = byte(min(max(int(yy)+int(r.Uint32()%9)-4, 0), 255))
				p.Cb[p.COffset(x, y)], p.Cr[p.COffset(x, y)] = cb, cr
			}
		}
		all[i] = p
	}
	return all
}
