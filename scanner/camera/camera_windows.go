//go:build cgo

package camera

import (
	"context"

	"ikd/station/scanner"
	"ikd/station/scanner/camera/mediafoundation"
)

// device is a camera of the system.
type device struct{ Info }

// devices looks for cameras anew. Windows that cannot name them has none; what
// is wrong shows when one is opened.
func devices() []device {
	found, _ := mediafoundation.List()
	all := make([]device, len(found))
	for i, d := range found {
		all[i] = device{Info(d)}
	}
	return all
}

// Run implements [scanner.Source].
func (s *Source) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	which := s.which
	if d, ok := pick(devices(), which); ok {
		s.found(d.Name)
		which = d.ID
	}
	return mediafoundation.Open(which, mediafoundation.Options(s.opt)).Run(ctx, deliver)
}

// resting is of no use here: Windows hands over pictures that are unpacked.
type resting struct{}
