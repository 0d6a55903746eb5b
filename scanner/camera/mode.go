//go:build cgo && (linux || darwin)

package camera

import (
	"math"

	"github.com/pion/mediadevices/pkg/frame"
	"github.com/pion/mediadevices/pkg/prop"
)

// choose picks the mode that suits best, false where none is usable.
func choose(modes []prop.Media, o Options) (prop.Media, bool) {
	best, least := prop.Media{}, math.Inf(1)
	for _, m := range modes {
		if c := cost(m, o); c < least {
			best, least = m, c
		}
	}
	return best, !math.IsInf(least, 1)
}

// cost of a mode: how far its size and its rate are from what is asked for, and
// what its format costs to unpack. A doubling of the area weighs 1.
func cost(m prop.Media, o Options) float64 {
	if m.Width <= 0 || m.Height <= 0 {
		return math.Inf(1)
	}
	size := math.Abs(math.Log2(float64(m.Width*m.Height) / float64(o.Width*o.Height)))
	size += math.Abs(math.Log2(float64(m.Width) / float64(m.Height) * float64(o.Height) / float64(o.Width)))
	return size + rateCost(float64(m.FrameRate), o.FPS) + formatCost(m.FrameFormat)
}

// rateCost: a camera that names no rate is thought to have a usual one; more
// frames than asked for only cost time.
func rateCost(fps, want float64) float64 {
	switch {
	case fps <= 0:
		return 0.3
	case fps >= want:
		return 0.2 * math.Log2(fps/want)
	}
	return 1.5 * math.Log2(want/fps)
}

// formatCost: JPEG takes a third of a core to unpack at 720p, so it has to
// bring half as many frames again. The driver sorts the colours of NV12 byte by
// byte. Depth pictures show no code.
func formatCost(f frame.Format) float64 {
	switch f {
	case frame.FormatMJPEG:
		return 1
	case frame.FormatNV12, frame.FormatNV21:
		return 0.1
	case frame.FormatZ16, frame.FormatRGBA:
		return math.Inf(1)
	}
	return 0
}
