//go:build cgo && (linux || darwin)

package camera

import (
	"errors"
	"image/jpeg"
	"io"
	"io/fs"
	"syscall"
	"testing"

	"github.com/pion/mediadevices/pkg/driver/availability"

	"ikd/station/scanner"
)

func TestFaults(t *testing.T) {
	fine := func(int) error { return nil }
	after3 := func(err error) func(int) error {
		return func(n int) error {
			if n < 3 {
				return nil
			}
			return err
		}
	}
	tests := []struct {
		name   string
		fail   func(*player)
		want   scanner.Fault
		frames int
	}{
		{"busy on opening", func(p *player) { p.openErr = availability.ErrBusy }, scanner.FaultBusy, 0},
		{"busy on starting", func(p *player) { p.recordErr = syscall.EBUSY }, scanner.FaultBusy, 0},
		{"busy as text", func(p *player) {
			p.recordErr = errors.New("Failed to map request buffers: device or resource busy")
		}, scanner.FaultBusy, 0},
		{"denied", func(p *player) { p.openErr = fs.ErrPermission }, scanner.FaultDenied, 0},
		{"denied by number", func(p *player) { p.openErr = syscall.EACCES }, scanner.FaultDenied, 0},
		{"gone before", func(p *player) { p.openErr = syscall.ENOENT }, scanner.FaultNoCamera, 0},
		{"no device", func(p *player) { p.openErr = availability.ErrNoDevice }, scanner.FaultNoCamera, 0},
		{"no mode", func(p *player) { p.modes = nil }, scanner.FaultNoCamera, 0},
		{"unplugged", func(p *player) { p.readErr = after3(syscall.ENODEV) }, scanner.FaultLost, 3},
		{"end", func(p *player) { p.readErr = after3(io.EOF) }, scanner.FaultLost, 3},
		{"damaged for good", func(p *player) { p.readErr = after3(jpeg.FormatError("short")) }, scanner.FaultLost, 3},
		{"panic on closing", func(p *player) { p.readErr, p.closePanic = after3(io.EOF), true }, scanner.FaultLost, 3},
		{"panic on reading", func(p *player) {
			p.readErr = func(n int) error { panic("nil map") }
		}, scanner.FaultLost, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := webcam("cam;video0", "Cam;usb")
			p.readErr = fine
			tt.fail(p)
			plugIn(t, p)
			n := 0
			err := Open("", Options{}).Run(t.Context(), func(*scanner.Frame) { n++ })
			fe, ok := errors.AsType[*scanner.FaultError](err)
			if !ok || fe.Fault != tt.want || n != tt.frames {
				t.Errorf("%d frames, then %v", n, err)
			}
			if p.openErr == nil && p.closed == 0 {
				t.Error("the device was left open")
			}
		})
	}
}

func TestNoCamera(t *testing.T) {
	plugIn(t)
	err := Open("HD Webcam", Options{}).Run(t.Context(), func(*scanner.Frame) {})
	if fe, ok := errors.AsType[*scanner.FaultError](err); !ok || fe.Fault != scanner.FaultNoCamera {
		t.Errorf("Run: %v", err)
	}
}

func TestDamagedPictureIsPassedOver(t *testing.T) {
	p := webcam("cam;video0", "Cam;usb")
	p.readErr = func(n int) error {
		switch {
		case n == 40:
			return io.EOF
		case n%2 == 0:
			return io.ErrUnexpectedEOF
		}
		return nil
	}
	plugIn(t, p)
	n := 0
	_ = Open("", Options{}).Run(t.Context(), func(*scanner.Frame) { n++ })
	if n != 20 {
		t.Errorf("%d frames of 20 good ones", n)
	}
}
