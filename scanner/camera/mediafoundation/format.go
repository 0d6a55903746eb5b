package mediafoundation

import (
	"cmp"
	"math"
	"slices"
)

// format is one of the formats that a camera offers.
type format struct {
	index   uint32 // among those of the camera
	subtype uint32 // FOURCC, or a number of Direct3D: the first part of the GUID
	width   int
	height  int
	fps     float64
}

// fourCC packs the four letters of a format's name as its GUID does.
func fourCC(name string) uint32 {
	return uint32(name[0]) | uint32(name[1])<<8 | uint32(name[2])<<16 | uint32(name[3])<<24
}

// The subtypes of grey pictures, of infrared and depth cameras: neither sees
// what a screen shows. (mfapi.h, D3DFMT_L8, D3DFMT_L16, D3DFMT_D16)
const (
	subtypeL8  = 50
	subtypeL16 = 81
	subtypeD16 = 80
)

// subtypeCosts is what it costs to unpack a format. A JPEG must be decoded; a
// video stream moreover arrives late, and blurred when the line is narrow.
var subtypeCosts = map[uint32]float64{
	fourCC("NV12"): 0,
	fourCC("YUY2"): 0.05, fourCC("UYVY"): 0.05, fourCC("I420"): 0.05, fourCC("IYUV"): 0.05, fourCC("YV12"): 0.05,
	fourCC("MJPG"): 0.3,
	fourCC("H264"): 1, fourCC("H265"): 1, fourCC("HEVC"): 1,
	subtypeL8: math.Inf(1), subtypeL16: math.Inf(1), subtypeD16: math.Inf(1),
}

// costOther is that of formats that the table does not name: RGB, mostly.
const costOther = 0.5

// rank orders the usable formats, the one that suits best first.
func rank(all []format, want Options) []format {
	usable := slices.DeleteFunc(slices.Clone(all), func(f format) bool { return math.IsInf(cost(f, want), 1) })
	slices.SortStableFunc(usable, func(a, b format) int { return cmp.Compare(cost(a, want), cost(b, want)) })
	return usable
}

// cost of a format: how far its size and rate are from what is wanted, and what
// it takes to unpack. Twice the area weighs 1.
func cost(f format, want Options) float64 {
	if f.width <= 0 || f.height <= 0 {
		return math.Inf(1)
	}
	unpack, ok := subtypeCosts[f.subtype]
	if !ok {
		unpack = costOther
	}
	return sizeCost(f, want) + rateCost(f.fps, want.FPS) + unpack
}

// sizeCost: too small a picture costs more than one too large, which only takes
// time. A little for another shape: less of the scene is in the picture.
func sizeCost(f format, want Options) float64 {
	area := math.Log2(float64(f.width*f.height) / float64(want.Width*want.Height))
	shape := math.Log2(float64(f.width*want.Height) / float64(f.height*want.Width))
	if area < 0 {
		area *= -1.5
	}
	return area + 0.25*math.Abs(shape)
}

// rateCost: down to five sixths of the rate (25 for 30) nothing is lost; below
// that a halving weighs as much as half the area, and more frames than wanted
// only take time. A camera that names no rate is thought to have a usual one.
func rateCost(fps, want float64) float64 {
	switch {
	case fps <= 0:
		return 0.3
	case fps > want:
		return 0.2 * math.Log2(fps/want)
	}
	return 1.5 * math.Max(0, math.Log2(want*5/6/fps))
}
