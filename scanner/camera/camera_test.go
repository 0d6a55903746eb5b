//go:build cgo && (linux || darwin)

package camera

import (
	"context"
	"errors"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/mediadevices/pkg/driver"
	"github.com/pion/mediadevices/pkg/frame"
	"github.com/pion/mediadevices/pkg/prop"

	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/scanner/qr"
)

func TestList(t *testing.T) {
	builtIn := webcam("usb-A-video-index0;video0", "HD Webcam: HD Webcam;usb-0000:00:14.0-5")
	builtIn.info.Priority = driver.PriorityHigh
	meta := webcam("usb-A-video-index1;video1", "HD Webcam: HD Webcam;usb-0000:00:14.0-5")
	other := webcam("pci-0:1-video-index0;video2", "Logi C920;usb-0000:00:14.0-6")
	nameless := webcam("video7;video7", ";")
	screen := webcam("screen;0", "Screen")
	screen.info.DeviceType = driver.Screen
	plugIn(t, other, meta, builtIn, screen, nameless)
	want := []Info{
		{"usb-A-video-index0", "HD Webcam"},
		{"pci-0:1-video-index0", "Logi C920"},
		{"video7", "video7"},
	}
	if got := List(); !slices.Equal(got, want) {
		t.Errorf("List: %+v", got)
	}
}

func TestFriendly(t *testing.T) {
	for in, want := range map[string]string{
		"HD Webcam: HD Webcam;usb-1":            "HD Webcam",
		"Integrated Camera: Integrated C;usb-1": "Integrated Camera",
		"USB2.0 HD UVC WebCam: USB2.0 HD;usb-1": "USB2.0 HD UVC WebCam",
		"Logitech: BRIO":                        "Logitech: BRIO",
		"vivid":                                 "vivid",
		"Kamera caf\xc3: x":                     "Kamera caf: x",
		" ;usb-1":                               "",
		"Depan: ":                               "Depan:",
	} {
		if got := friendly(in); got != want {
			t.Errorf("friendly(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	const yuyv, mjpeg, nv12, depth = frame.FormatYUYV, frame.FormatMJPEG, frame.FormatNV12, frame.FormatZ16
	usual := []prop.Media{
		mode(1280, 720, 1, yuyv), mode(1280, 720, 10, yuyv), mode(640, 480, 30, yuyv),
		mode(1920, 1080, 30, mjpeg), mode(1280, 720, 30, mjpeg), mode(320, 240, 30, yuyv),
	}
	tests := []struct {
		name  string
		modes []prop.Media
		opt   Options
		want  prop.Media
	}{
		{"not the first, which is 1 fps", usual, Options{}, mode(1280, 720, 30, mjpeg)},
		{"raw where it is fast enough", []prop.Media{usual[4], mode(1280, 720, 30, nv12)}, Options{}, mode(1280, 720, 30, nv12)},
		{"raw at 20", []prop.Media{usual[4], mode(1280, 720, 20, yuyv)}, Options{}, mode(1280, 720, 20, yuyv)},
		{"30 rather than 60", []prop.Media{mode(1280, 720, 60, yuyv), mode(1280, 720, 30, yuyv)}, Options{}, mode(1280, 720, 30, yuyv)},
		{"no rate named", []prop.Media{mode(1280, 720, 0, yuyv), mode(1280, 720, 5, yuyv)}, Options{}, mode(1280, 720, 0, yuyv)},
		{"no depth", []prop.Media{mode(1280, 720, 30, depth), usual[2]}, Options{}, usual[2]},
		{"what was asked for", usual, Options{Width: 1920, Height: 1080}, usual[3]},
		{"the only one", usual[:1], Options{}, usual[0]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := choose(tt.modes, Open("", tt.opt).opt); !ok || got != tt.want {
				t.Errorf("chose %+v", got.Video)
			}
		})
	}
	if _, ok := choose([]prop.Media{mode(0, 0, 30, yuyv), mode(640, 480, 30, depth)}, Open("", Options{}).opt); ok {
		t.Error("chose a mode of none usable")
	}
}

// From a driver that uses its buffer again and again to the readings.
func TestReadsThroughThePipeline(t *testing.T) {
	p := webcam("cam;video0", "HD Webcam: HD Webcam;usb")
	texts := []string{"IKD1:" + strings.Repeat("A1", 40), "IKD1:" + strings.Repeat("B2", 40)}
	p.pictures = nil
	for i, text := range texts {
		img, err := phone.Draw(text, phone.Options{Seed: uint64(i)})
		if err != nil {
			t.Fatal(err)
		}
		p.pictures = append(p.pictures, slices.Repeat([]*image.YCbCr{yuyv(img)}, 20)...)
	}
	plugIn(t, p)
	synctest.Test(t, func(t *testing.T) {
		p.readErr = func(int) error {
			time.Sleep(time.Second / 30) // of the bubble's time: the camera's pace
			return nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var read, names []string
		src := Open("webcam", Options{})
		err := scanner.Run(ctx, src, qr.New(), scanner.NewFilter(scanner.CoolDown), scanner.Events{
			Reading: func(r scanner.Reading) {
				if read = append(read, r.Text); len(read) == len(texts) {
					cancel()
				}
			},
			Status: func(s scanner.Status) { names = append(names, s.Source) },
		})
		if !errors.Is(err, context.Canceled) || !slices.Equal(read, texts) {
			t.Errorf("read %d texts, %v", len(read), err)
		}
		if !slices.Equal(names, []string{"HD Webcam"}) || src.Name() != "HD Webcam" {
			t.Errorf("named %q", names)
		}
	})
	if p.closed != 1 || p.asked.Width != 1280 || p.asked.FrameRate != 30 {
		t.Errorf("closed %d times, opened in %+v", p.closed, p.asked.Video)
	}
}

// yuyv is the picture as a camera sends it, with half the colour.
func yuyv(src *image.RGBA) *image.YCbCr {
	out := image.NewYCbCr(src.Rect, image.YCbCrSubsampleRatio422)
	for y := range src.Rect.Dy() {
		for x := range src.Rect.Dx() {
			c := src.RGBAAt(x, y)
			yy, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
			out.Y[out.YOffset(x, y)] = yy
			out.Cb[out.COffset(x, y)], out.Cr[out.COffset(x, y)] = cb, cr
		}
	}
	return out
}
