package qr

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"

	"ikd/station/scanner"
)

// outline is the corners of a code of that dimension, in modules, in pixels of
// the frame. points are the centres of its finder patterns, bottom left, top
// left and top right, which lie 3.5 modules in from the corners, and where
// found the lowest right alignment pattern's, 6.5 in (ISO/IEC 18004, annex E).
func outline(points []gozxing.ResultPoint, dimension int, scale float64) [4]scanner.Point {
	bl, tl, tr := points[0], points[1], points[2]
	x, y, in := tr.GetX()-tl.GetX()+bl.GetX(), tr.GetY()-tl.GetY()+bl.GetY(), 3.5
	if len(points) > 3 {
		x, y, in = points[3].GetX(), points[3].GetY(), 6.5
	}
	d := float64(dimension)
	t := common.PerspectiveTransform_QuadrilateralToQuadrilateral(
		3.5, 3.5, d-3.5, 3.5, d-in, d-in, 3.5, d-3.5,
		tl.GetX(), tl.GetY(), tr.GetX(), tr.GetY(), x, y, bl.GetX(), bl.GetY())
	corners := []float64{0, 0, d, 0, d, d, 0, d}
	t.TransformPoints(corners)
	var out [4]scanner.Point
	for i := range out {
		out[i] = scanner.Point{X: corners[2*i] * scale, Y: corners[2*i+1] * scale}
	}
	return out
}
