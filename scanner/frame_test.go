package scanner

import (
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"testing"
	"time"
)

// motley is a picture of every pixel another colour, some see-through.
func motley(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 37)
	}
	return img
}

func draw2[T draw.Image](dst T, src image.Image) T {
	draw.Draw(dst, dst.Bounds(), src, src.Bounds().Min, draw.Src)
	return dst
}

func TestNewFrameLuma(t *testing.T) {
	src := motley(31, 17)
	r := src.Bounds()
	pictures := map[string]image.Image{
		"rgba":     draw2(image.NewRGBA(r), src),
		"nrgba":    src,
		"paletted": draw2(image.NewPaletted(r, palette.Plan9), src),
		"gray16":   draw2(image.NewGray16(r), src),
		"rgba64":   draw2(image.NewRGBA64(r), src),
		"within":   draw2(image.NewRGBA(r), src).SubImage(image.Rect(3, 5, 20, 11)),
	}
	for name, img := range pictures {
		t.Run(name, func(t *testing.T) {
			f := NewFrame(img, time.Time{})
			if !f.Usable() || f.Width != img.Bounds().Dx() || f.Height != img.Bounds().Dy() {
				t.Fatalf("frame of %d×%d, stride %d, %d bytes", f.Width, f.Height, f.Stride, len(f.Luma))
			}
			onWhite := image.NewRGBA64(img.Bounds())
			draw.Draw(onWhite, onWhite.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(onWhite, onWhite.Rect, img, img.Bounds().Min, draw.Over)
			for y := range f.Height {
				for x := range f.Width {
					c := onWhite.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y)
					want := color.GrayModel.Convert(c).(color.Gray).Y
					if got := f.Luma[y*f.Stride+x]; max(got, want)-min(got, want) > 1 {
						t.Fatalf("luma at %d,%d is %d, want %d", x, y, got, want)
					}
				}
			}
		})
	}
}

func TestNewFrameSharesLuma(t *testing.T) {
	ycc := image.NewYCbCr(image.Rect(0, 0, 40, 30), image.YCbCrSubsampleRatio420)
	part := ycc.SubImage(image.Rect(4, 6, 36, 20)).(*image.YCbCr)
	f := NewFrame(part, at(0))
	ycc.Y[6*ycc.YStride+4] = 77
	if f.Luma[0] != 77 || f.Stride != ycc.YStride || f.Width != 32 || f.Height != 14 || !f.Usable() {
		t.Errorf("luma of a part of a JPEG picture is not its own: %d×%d stride %d", f.Width, f.Height, f.Stride)
	}
	if f := NewFrame(&image.Gray{}, at(0)); f.Usable() {
		t.Error("an empty picture makes a usable frame")
	}
}

func TestFrameUsable(t *testing.T) {
	tests := []struct {
		w, h, stride, length int
		want                 bool
	}{
		{10, 10, 10, 100, true},
		{10, 10, 16, 9*16 + 10, true}, // the last row may end with its pixels
		{10, 10, 16, 9*16 + 9, false},
		{10, 10, 9, 100, false},
		{10, 10, 0, 100, false},
		{10, 10, -10, 100, false},
		{0, 10, 10, 100, false},
		{10, 0, 10, 100, false},
		{10, -1, 10, 100, false},
		{10, 1, 10, 9, false},
		{1 << 40, 1 << 40, 1 << 40, 100, false},
	}
	for _, tt := range tests {
		f := Frame{Width: tt.w, Height: tt.h, Stride: tt.stride, Luma: make([]byte, tt.length)}
		if got := f.Usable(); got != tt.want {
			t.Errorf("%d×%d, stride %d, %d bytes: %v", tt.w, tt.h, tt.stride, tt.length, got)
		}
	}
}

func TestFrameCopy(t *testing.T) {
	wide := &Frame{Width: 3, Height: 2, Stride: 5, Luma: []byte{1, 2, 3, 9, 9, 4, 5, 6}, Name: "n", At: at(5)}
	var f Frame
	f.copyFrom(wide)
	if string(f.Luma) != "\x01\x02\x03\x04\x05\x06" || f.Stride != 3 || f.Name != "n" || !f.At.Equal(at(5)) {
		t.Errorf("copy is %+v", f)
	}
	room := &f.Luma[0]
	f.copyFrom(&Frame{Width: 2, Height: 1, Stride: 2, Luma: []byte{7, 8}})
	if string(f.Luma) != "\x07\x08" || &f.Luma[0] != room {
		t.Errorf("smaller copy is %v, in the same room %v", f.Luma, &f.Luma[0] == room)
	}
}
