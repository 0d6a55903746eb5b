package detect_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ikd/station/scanner/qr/detect"
	"ikd/station/scanner/qr/detect/picture"
)

// Every kind of difficulty is read from its picture, and nothing else is.
func TestFrames(t *testing.T) {
	for _, c := range picture.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			m := load(t, filepath.Join("testdata", "frames", c.Name+".png"))
			var got []string
			for _, code := range detect.NewReader().Still(m) {
				got = append(got, code.Text)
			}
			if !slices.Equal(got, c.Texts) {
				t.Errorf("read %q", got)
			}
		})
	}
}

func load(t *testing.T, path string) detect.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return grey(img.(*image.Gray))
}

func grey(g *image.Gray) detect.Image {
	return detect.Image{Pix: g.Pix, Stride: g.Stride, Width: g.Rect.Dx(), Height: g.Rect.Dy()}
}
