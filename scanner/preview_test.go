package scanner

import (
	"image"
	"image/color"
	"testing"
)

func TestPreviewSize(t *testing.T) {
	tests := []struct{ w, h, wantW, wantH int }{
		{1280, 720, 640, 360},
		{640, 480, 640, 480},
		{1920, 1080, 640, 360},
		{800, 600, 400, 300},
		{4032, 3024, 576, 432},
		{1, 1, 1, 1},
		{0, 0, 0, 0},
		{5000, 1, 625, 0},
	}
	for _, tt := range tests {
		got := Preview(nil, image.NewGray(image.Rect(0, 0, tt.w, tt.h))).Rect.Size()
		if got != image.Pt(tt.wantW, tt.wantH) {
			t.Errorf("%d×%d: %v", tt.w, tt.h, got)
		}
	}
}

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// In flat areas a preview has the colours of the picture, by every path.
func TestPreviewColours(t *testing.T) {
	flat := image.Rect(0, 0, 1284, 728)
	left, right := color.NRGBA{200, 40, 90, 255}, color.NRGBA{20, 180, 120, 255}
	half := image.NewNRGBA(flat)
	for y := range flat.Dy() {
		for x := range flat.Dx() {
			half.SetNRGBA(x, y, right)
			if x < flat.Dx()/2 {
				half.SetNRGBA(x, y, left)
			}
		}
	}
	for _, ratio := range ratios {
		ycc := toYCbCr(half, ratio)
		checkHalves(t, ratio.String(), ycc, left, right, 3)
		checkHalves(t, "part of "+ratio.String(), ycc.SubImage(flat.Inset(2)), left, right, 3)
	}
	checkHalves(t, "rgba", draw2(image.NewRGBA(flat), half), left, right, 0)
	checkHalves(t, "nrgba", half, left, right, 0)
	part := draw2(image.NewRGBA(flat), half).SubImage(flat.Inset(2))
	checkHalves(t, "part", part, left, right, 0)
	grey := draw2(image.NewGray(flat), half)
	checkHalves(t, "grey", grey, color.GrayModel.Convert(left), color.GrayModel.Convert(right), 0)
}

func toYCbCr(src image.Image, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	b := src.Bounds()
	out := image.NewYCbCr(b, ratio)
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, _ := src.At(x, y).RGBA()
			yy, cb, cr := color.RGBToYCbCr(byte(r>>8), byte(g>>8), byte(bl>>8))
			out.Y[out.YOffset(x, y)] = yy
			out.Cb[out.COffset(x, y)], out.Cr[out.COffset(x, y)] = cb, cr
		}
	}
	return out
}

func checkHalves(t *testing.T, name string, img image.Image, left, right color.Color, slack int) {
	t.Helper()
	got := Preview(nil, img)
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			if d := x - got.Rect.Dx()/2; d > -2 && d < 2 {
				continue
			}
			want := right
			if x < got.Rect.Dx()/2 {
				want = left
			}
			if !close3(got.At(x, y), want, slack) {
				t.Fatalf("%s: %v at %d,%d of %v, want %v", name, got.At(x, y), x, y, got.Rect, want)
			}
		}
	}
}

func close3(a, b color.Color, slack int) bool {
	x, y := color.RGBAModel.Convert(a).(color.RGBA), color.RGBAModel.Convert(b).(color.RGBA)
	near := func(p, q byte) bool { return max(p, q)-min(p, q) <= byte(slack) }
	return near(x.R, y.R) && near(x.G, y.G) && near(x.B, y.B) && x.A == 255
}

func TestPreviewUsesItsPicture(t *testing.T) {
	img := image.NewYCbCr(image.Rect(0, 0, 1280, 720), image.YCbCrSubsampleRatio422)
	dst := Preview(nil, img)
	if n := testing.AllocsPerRun(5, func() { Preview(dst, img) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if again := Preview(dst, image.NewGray(image.Rect(0, 0, 600, 400))); again == dst {
		t.Error("a picture of another size was drawn into the old one")
	}
}

func BenchmarkPreview720p(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 1280, 720), image.YCbCrSubsampleRatio422)
	var dst *image.RGBA
	b.ReportAllocs()
	for b.Loop() {
		dst = Preview(dst, img)
	}
}
