//go:build cgo

package camera

import (
	"context"

	"ikd/station/scanner"
	"ikd/station/scanner/camera/mediafoundation"
)

// cameras looks for cameras anew. Windows that cannot name them has none; what
// is wrong shows when one is opened.
func cameras() []Info {
	all, _ := mediafoundation.List()
	return infos(all)
}

func infos(all []mediafoundation.Info) []Info {
	out := make([]Info, len(all))
	for i, d := range all {
		out[i] = Info(d)
	}
	return out
}

// Run implements [scanner.Source].
func (s *Source) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	choose := func(all []mediafoundation.Info) int { return s.choose(infos(all)) }
	return mediafoundation.Run(ctx, choose, mediafoundation.Options(s.opt), deliver)
}

// throttled is of no use here: Windows hands over pictures that are unpacked.
type throttled struct{}
