//go:build !windows || !cgo

package mediafoundation

import (
	"context"

	"ikd/station/scanner"
)

// List names the cameras: none in this build.
func List() ([]Info, error) { return nil, nil }

// Run implements [scanner.Source]: it fails, since this build has no cameras.
func (s *Source) Run(context.Context, func(*scanner.Frame)) error {
	if pick(nil, s.which) < 0 {
		s.found(s.which)
	}
	return &scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNone}
}
