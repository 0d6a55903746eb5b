//go:build cgo && (linux || darwin)

package camera

import (
	"image"
	"testing"

	"github.com/pion/mediadevices/pkg/driver"
	"github.com/pion/mediadevices/pkg/frame"
	"github.com/pion/mediadevices/pkg/io/video"
	"github.com/pion/mediadevices/pkg/prop"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// player is a camera of mediadevices in this process. It gives its pictures in
// one buffer, as V4L2's does, and fails as a test tells it to.
type player struct {
	info       driver.Info
	modes      []prop.Media
	pictures   []*image.YCbCr // over and over again
	readErr    func(n int) error
	openErr    error
	recordErr  error
	closePanic bool

	asked  prop.Media // the mode it was opened in
	closed int
	buf    *image.YCbCr
}

// plugIn makes the players the cameras of the system for the test.
func plugIn(t *testing.T, players ...*player) {
	t.Helper()
	before := rescan
	unplug := func() {
		for _, d := range driver.GetManager().Query(driver.FilterVideoRecorder()) {
			driver.GetManager().Delete(d.ID())
		}
	}
	rescan = func() {
		unplug()
		for _, p := range players {
			if err := driver.GetManager().Register(p, p.info); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(func() {
		unplug()
		rescan = before
	})
}

func webcam(label, name string) *player {
	return &player{
		info:     driver.Info{Label: label, Name: name, DeviceType: driver.Camera},
		modes:    []prop.Media{mode(1280, 720, 30, frame.FormatYUYV)},
		pictures: []*image.YCbCr{image.NewYCbCr(image.Rect(0, 0, 1280, 720), image.YCbCrSubsampleRatio422)},
	}
}

func mode(w, h int, fps float32, f frame.Format) prop.Media {
	return prop.Media{Video: prop.Video{Width: w, Height: h, FrameRate: fps, FrameFormat: f}}
}

func (p *player) Open() error              { return p.openErr }
func (p *player) Properties() []prop.Media { return p.modes }

func (p *player) Close() error {
	p.closed++
	if p.closePanic {
		panic("close of closed channel")
	}
	return nil
}

func (p *player) VideoRecord(m prop.Media) (video.Reader, error) {
	p.asked = m
	if p.recordErr != nil {
		return nil, p.recordErr
	}
	n := -1
	return video.ReaderFunc(func() (image.Image, func(), error) {
		n++
		if p.readErr != nil {
			if err := p.readErr(n); err != nil {
				return nil, nil, err
			}
		}
		return p.fill(p.pictures[n%len(p.pictures)]), func() {}, nil
	}), nil
}

// fill copies the picture into the buffer of the frame before.
func (p *player) fill(src *image.YCbCr) *image.YCbCr {
	if p.buf == nil {
		p.buf = image.NewYCbCr(src.Rect, src.SubsampleRatio)
	}
	copy(p.buf.Y, src.Y)
	copy(p.buf.Cb, src.Cb)
	copy(p.buf.Cr, src.Cr)
	return p.buf
}
