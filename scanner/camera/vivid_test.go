//go:build vivid && cgo && linux

// These tests run as root in a machine of their own, whose camera is the
// kernel's vivid: see .ci/camera/run. They change the camera under the station.
package camera

import (
	"os"
	"testing"
	"time"

	"github.com/pion/mediadevices/pkg/frame"

	"ikd/station/scanner"
)

const (
	node    = "/dev/video0"
	bus     = "/sys/bus/platform/drivers/vivid/"
	patient = 40 * time.Second // the machine is an emulated one
)

func TestVividHasAFriendlyName(t *testing.T) {
	if got := List(); len(got) != 1 || got[0] != (Info{ID: "video0", Name: "vivid"}) {
		t.Errorf("List: %+v", got)
	}
}

func TestVividGivesTheSizeAskedFor(t *testing.T) {
	for _, o := range []Options{
		{Width: 640, Height: 480}, {Width: 1280, Height: 720}, {Width: 1920, Height: 1080, FPS: 5},
	} {
		if f := oneFrame(t, o); f.Width != o.Width || f.Height != o.Height {
			t.Errorf("asked for %d×%d, got %d×%d", o.Width, o.Height, f.Width, f.Height)
		}
	}
}

// Like many a webcam, vivid is the slower the larger its picture: one frame a
// second is its first offer of each size, 12.5 its best at 1280×720.
func TestVividModeIsChosen(t *testing.T) {
	d := theCamera(t)
	if err := d.driver.Open(); err != nil {
		t.Fatal(err)
	}
	modes := d.driver.Properties()
	if err := d.driver.Close(); err != nil {
		t.Error(err)
	}
	for _, tt := range []struct {
		opt  Options
		w, h int
		fps  float32
	}{
		{Options{}, 1280, 720, 12.5},
		{Options{FPS: 5}, 1280, 720, 5},
		{Options{Width: 640, Height: 480, FPS: 15}, 640, 480, 15},
	} {
		m, ok := choose(modes, Open("", tt.opt).opt)
		if !ok || m.Width != tt.w || m.Height != tt.h || m.FrameRate != tt.fps {
			t.Errorf("of %d modes for %+v: %d×%d at %v", len(modes), tt.opt, m.Width, m.Height, m.FrameRate)
		}
	}
}

// Each format of webcams shows the same picture of vivid's, colour bars.
func TestVividFormats(t *testing.T) {
	for _, f := range []frame.Format{frame.FormatYUYV, frame.FormatUYVY, frame.FormatNV12, frame.FormatI420} {
		t.Run(string(f), func(t *testing.T) {
			d := theCamera(t)
			if err := d.driver.Open(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = d.driver.Close() }()
			r, err := record(d.driver, mode(640, 480, 0, f))
			if err != nil {
				t.Fatal(err)
			}
			img, _, err := r.Read()
			if err != nil {
				t.Fatal(err)
			}
			checkBars(t, scanner.NewFrame(img, time.Time{}))
		})
	}
}

// checkBars: from left to right the bars are white, yellow, cyan, green,
// magenta, red, blue and black (SMPTE EG 1), each darker than the one before.
// Text lies over the upper part.
func checkBars(t *testing.T, f *scanner.Frame) {
	t.Helper()
	before := 256
	for bar := range 8 {
		at := (f.Height-20)*f.Stride + (2*bar+1)*f.Width/16
		grey := int(f.Luma[at])
		if grey >= before {
			t.Errorf("bar %d has grey %d after %d", bar, grey, before)
		}
		before = grey
	}
}

func TestVividBusyInAnotherProgram(t *testing.T) {
	hog := child(t, "TestAsHog", 0)
	hog.said(t, "has it")
	w := watchCamera(t)
	s := w.until(t, func(s scanner.Status) bool { return s.Fault != "" })
	if s.Fault != scanner.FaultBusy || s.By != "camera.test" {
		t.Errorf("told %+v", s)
	}
	hog.end()
	w.untilLive(t)
}

// TestAsHog holds the camera until it is killed.
func TestAsHog(t *testing.T) {
	asChild(t)
	_ = Open("", Options{}).Run(t.Context(), func(*scanner.Frame) { say("has it") })
}

func TestVividDenied(t *testing.T) {
	if err := os.Chmod(node, 0o600); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(node, 0o600) }()
	user := child(t, "TestAsUser", 65534)
	user.said(t, string(scanner.FaultDenied))
	if err := os.Chmod(node, 0o666); err != nil {
		t.Fatal(err)
	}
	user.said(t, "live")
}

// TestAsUser tells what befalls the camera, as somebody who may not use it.
func TestAsUser(t *testing.T) {
	asChild(t)
	_ = scanner.Run(t.Context(), Open("", Options{}), blind{}, nil, scanner.Events{Status: func(s scanner.Status) {
		if s.Live {
			say("live")
		}
		say(string(s.Fault))
	}})
}

func TestVividUnpluggedAndPluggedInAgain(t *testing.T) {
	w := watchCamera(t)
	w.untilLive(t)
	for range 3 {
		write(t, bus+"unbind", "vivid.0")
		s := w.until(t, func(s scanner.Status) bool { return s.Fault != "" })
		if s.Fault != scanner.FaultLost && s.Fault != scanner.FaultNoCamera {
			t.Errorf("told %+v", s)
		}
		w.until(t, func(s scanner.Status) bool { return s.Fault == scanner.FaultNoCamera })
		write(t, bus+"bind", "vivid.0")
		w.untilLive(t)
	}
}

func TestVividNoFramesForTwoSeconds(t *testing.T) {
	w := watchCamera(t)
	w.untilLive(t)
	start := time.Now()
	control(t, "Percentage of Dropped Buffers", 100)
	s := w.until(t, func(s scanner.Status) bool { return !s.Live })
	if took := time.Since(start); s.Fault != scanner.FaultLost || took < time.Second {
		t.Errorf("told %+v after %v", s, took)
	}
	control(t, "Percentage of Dropped Buffers", 0)
	w.untilLive(t)
}

func TestVividStreamingFails(t *testing.T) {
	w := watchCamera(t)
	w.untilLive(t)
	press(t, "Inject Fatal Streaming Error")
	s := w.until(t, func(s scanner.Status) bool { return !s.Live })
	if s.Fault != scanner.FaultLost {
		t.Errorf("told %+v", s)
	}
	w.untilLive(t)
}

// The lid: the kernel stops every program and puts the devices to sleep, and
// wakes all of them after five seconds (its own test of suspending, see
// Documentation/power/basic-pm-debugging: without a battery there is no lid).
func TestVividAfterTheLaptopSlept(t *testing.T) {
	w := watchCamera(t)
	w.untilLive(t)
	write(t, "/sys/power/pm_test", "devices")
	start := time.Now()
	write(t, "/sys/power/state", "freeze")
	if slept := time.Since(start); slept < 4*time.Second {
		t.Errorf("slept for %v only", slept)
	}
	w.framesAgain(t)
}
