//go:build !cgo || !(linux || darwin || windows)

package camera

import (
	"context"

	"ikd/station/scanner"
)

// cameras finds none in this build.
func cameras() []Info { return nil }

// Run implements [scanner.Source]: it fails, since this build has no cameras.
func (s *Source) Run(context.Context, func(*scanner.Frame)) error {
	s.choose(nil)
	return &scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNone}
}

// throttled is of no use without a camera.
type throttled struct{}
