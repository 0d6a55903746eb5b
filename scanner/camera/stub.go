//go:build !cgo || !(linux || darwin || windows)

package camera

import (
	"context"

	"ikd/station/scanner"
)

// device is a camera; there is none in this build.
type device struct{ Info }

func devices() []device { return nil }

// Run implements [scanner.Source]: it fails, since this build has no cameras.
func (s *Source) Run(context.Context, func(*scanner.Frame)) error {
	if d, ok := pick(devices(), s.which); ok {
		s.found(d.Name)
	}
	return &scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNone}
}

// resting is of no use without a camera.
type resting struct{}
