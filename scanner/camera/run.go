//go:build cgo && (linux || darwin)

package camera

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"time"

	"github.com/pion/mediadevices/pkg/driver"
	"github.com/pion/mediadevices/pkg/driver/availability"
	"github.com/pion/mediadevices/pkg/io/video"
	"github.com/pion/mediadevices/pkg/prop"

	"ikd/station/scanner"
)

// maxDamaged is how many damaged pictures in a row are passed over: cameras
// send one now and then, above all the first.
const maxDamaged = 30

var (
	errNoMode  = errors.New("the camera offers no usable mode")
	errDamaged = errors.New("damaged pictures only")
)

// Run implements [scanner.Source]. The frame's luma is the driver's own buffer,
// which it uses again for the next one.
func (s *Source) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	all := devices()
	i := s.choose(infos(all))
	if i < 0 {
		return &scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNone}
	}
	d := all[i]
	var reader video.Reader
	err := guard(func() (err error) {
		reader, err = start(d.driver, s.opt)
		return err
	})
	if err != nil {
		return named(err, d)
	}
	err = guard(func() error { return s.read(ctx, reader, deliver) })
	err = errors.Join(err, guard(d.driver.Close))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// named says which program has a busy camera.
func named(err error, d device) error {
	if e, ok := errors.AsType[*scanner.FaultError](err); ok && e.Fault == scanner.FaultBusy {
		e.By = holder(d.node)
	}
	return err
}

// guard turns a panic into an error: drivers are known to panic when a camera
// goes away at the wrong moment.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &scanner.FaultError{Fault: scanner.FaultLost, Err: fmt.Errorf("driver: %v", p)}
		}
	}()
	return f()
}

// start opens the device in the mode that suits; the caller closes it.
func start(d driver.Driver, o Options) (video.Reader, error) {
	if err := d.Open(); err != nil {
		return nil, faultOf(err)
	}
	mode, ok := choose(d.Properties(), o)
	if !ok {
		return nil, errors.Join(&scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNoMode}, d.Close())
	}
	reader, err := record(d, mode)
	if err != nil {
		// The wrapper of mediadevices has closed the device.
		return nil, faultOf(err)
	}
	return reader, nil
}

func record(d driver.Driver, mode prop.Media) (video.Reader, error) {
	recorder, ok := d.(driver.VideoRecorder)
	if !ok {
		return nil, errNoMode
	}
	return recorder.VideoRecord(mode)
}

// read delivers frames until ctx ends or the camera does.
func (s *Source) read(ctx context.Context, reader video.Reader, deliver func(*scanner.Frame)) error {
	damaged := 0
	for ctx.Err() == nil {
		img, release, err := reader.Read()
		switch {
		case err == nil:
			damaged = 0
			deliver(scanner.NewFrame(img, time.Now()))
		case isLate(err):
			// How long is too long is for the pipeline to say.
		case isDamaged(err):
			if damaged++; damaged > maxDamaged {
				return &scanner.FaultError{Fault: scanner.FaultLost, Err: errDamaged}
			}
		default:
			return faultOf(err)
		}
		s.pause(ctx)
		if release != nil {
			release()
		}
	}
	return nil
}

// isLate tells that the driver waited for a picture in vain, a second long: see
// [patience]. It has no error of its own for that.
func isLate(err error) bool { return err.Error() == "read timeout" }

// isDamaged tells a picture that came broken from a camera that is well.
func isDamaged(err error) bool {
	_, format := errors.AsType[jpeg.FormatError](err)
	_, unsupported := errors.AsType[jpeg.UnsupportedError](err)
	return format || unsupported || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, image.ErrFormat)
}

// faultOf names what an error of a driver means. Some errors carry the
// system's only as text.
func faultOf(err error) error {
	fault := scanner.FaultLost
	switch text := err.Error(); {
	case errors.Is(err, availability.ErrBusy), errors.Is(err, syscall.EBUSY),
		strings.Contains(text, "resource busy"):
		fault = scanner.FaultBusy
	case errors.Is(err, fs.ErrPermission), strings.Contains(text, "permission denied"):
		fault = scanner.FaultDenied
	case errors.Is(err, availability.ErrNoDevice), errors.Is(err, fs.ErrNotExist):
		fault = scanner.FaultNoCamera
	}
	return &scanner.FaultError{Fault: fault, Err: err}
}
