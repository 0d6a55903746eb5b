package detect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"ikd/station/scanner/qr/detect"
	"ikd/station/scanner/qr/detect/picture"
)

// Every version at every error correction level is read.
func TestVersions(t *testing.T) {
	r := detect.NewReader()
	levels := []decoder.ErrorCorrectionLevel{
		decoder.ErrorCorrectionLevel_L, decoder.ErrorCorrectionLevel_M,
		decoder.ErrorCorrectionLevel_Q, decoder.ErrorCorrectionLevel_H,
	}
	for version := 1; version <= 40; version++ {
		for _, level := range levels {
			text := strings.Repeat(fmt.Sprint(version, level, " "), max(1, version*version/6))
			m, ok := drawn(t, text, version, level, 3)
			if !ok {
				t.Fatalf("version %d %s: the text is too long", version, level)
			}
			codes := r.Still(m)
			if len(codes) != 1 || codes[0].Text != text || codes[0].Version != version {
				t.Errorf("version %d %s: read %d codes", version, level, len(codes))
			}
		}
	}
}

// drawn is a code of the version with modules of side pixels.
func drawn(t *testing.T, text string, version int, level decoder.ErrorCorrectionLevel, side int) (detect.Image, bool) {
	t.Helper()
	hints := map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_QR_VERSION: version}
	c, err := encoder.Encoder_encode(text, level, hints)
	if err != nil {
		return detect.Image{}, false
	}
	rows := c.GetMatrix().GetArray()
	n := (len(rows) + 8) * side
	m := detect.Image{Pix: make([]byte, n*n), Stride: n, Width: n, Height: n}
	for i := range m.Pix {
		x, y := i%n/side-4, i/n/side-4
		m.Pix[i] = 230
		if x >= 0 && y >= 0 && x < len(rows) && y < len(rows) && rows[y][x] == 1 {
			m.Pix[i] = 30
		}
	}
	return m, true
}

// What a still shows is seen by a camera too, within a turn of its stages and
// at no cost in memory, and then at once.
func TestLive(t *testing.T) {
	for _, c := range picture.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			img, err := c.Scene.Draw()
			if err != nil {
				t.Fatal(err)
			}
			m, r := grey(img), detect.NewReader()
			frames := 1
			for ; frames <= 24; frames++ {
				if codes := r.Live(m); len(codes) > 0 {
					if codes[0].Text != c.Texts[0] {
						t.Errorf("read %q", codes[0].Text)
					}
					break
				}
			}
			if frames > 24 {
				t.Fatal("not read")
			}
			for range 24 {
				r.Live(m)
			}
			if n := testing.AllocsPerRun(24, func() { r.Live(m) }); n > 0 {
				t.Errorf("%g allocations a frame", n)
			}
		})
	}
}

// Pictures without a code have none, of whatever else they are full.
func TestNoCode(t *testing.T) {
	r := detect.NewReader()
	for seed := range uint64(40) {
		s := picture.Scene{Width: 320, Height: 240, Seed: seed, Noise: float64(seed % 30), Blur: float64(seed%3) / 2}
		img, err := s.Draw()
		if err != nil {
			t.Fatal(err)
		}
		if codes := r.Still(grey(img)); len(codes) > 0 {
			t.Errorf("seed %d: read %q", seed, codes[0].Text)
		}
		for range 12 {
			if codes := r.Live(grey(img)); len(codes) > 0 {
				t.Errorf("seed %d: live read %q", seed, codes[0].Text)
			}
		}
	}
}

// Random pictures of each kind: what is read is right, and nearly all are read.
func TestKinds(t *testing.T) {
	const each = 2
	r := detect.NewReader()
	read := 0
	for _, k := range picture.Kinds {
		for seed := range uint64(each) {
			c := k.Random(7000 + seed)
			img, err := c.Scene.Draw()
			if err != nil {
				t.Fatal(err)
			}
			for _, code := range r.Still(grey(img)) {
				if code.Text != c.Texts[0] {
					t.Errorf("%s %d: read %q", k.Name, seed, code.Text)
				}
				read++
			}
		}
	}
	if all := each * len(picture.Kinds); read < all*9/10 {
		t.Errorf("read %d of %d", read, all)
	}
}

// The corners are where the code is, first that of its top left pattern.
func TestCorners(t *testing.T) {
	s := picture.Scene{Width: 400, Height: 400, Codes: []picture.Code{{
		Text: "corners", X: 200, Y: 200, Module: 8, Turn: 90, Quiet: 4,
	}}}
	img, err := s.Draw()
	if err != nil {
		t.Fatal(err)
	}
	codes := detect.NewReader().Still(grey(img))
	if len(codes) != 1 {
		t.Fatalf("%d codes", len(codes))
	}
	half := float64(17+4*codes[0].Version) * 4
	want := [4]detect.Point{{X: 200 + half, Y: 200 - half}, {X: 200 + half, Y: 200 + half}, {X: 200 - half, Y: 200 + half}, {X: 200 - half, Y: 200 - half}}
	for i, p := range codes[0].Corners {
		if dx, dy := p.X-want[i].X, p.Y-want[i].Y; dx*dx+dy*dy > 16 {
			t.Errorf("corner %d at %.1f, want %.1f", i, p, want[i])
		}
	}
}

func ExampleReader() {
	scene := picture.Scene{Width: 320, Height: 240, Codes: []picture.Code{{
		Text: "IKD1:HELLO", X: 160, Y: 120, Module: 5, Turn: 30, Quiet: 4,
	}}}
	img, err := scene.Draw() // or any picture: image/jpeg's YCbCr has the luma in Y
	if err != nil {
		panic(err)
	}
	b := img.Bounds()
	reader := detect.NewReader()
	for _, code := range reader.Still(detect.Image{Pix: img.Pix, Stride: img.Stride, Width: b.Dx(), Height: b.Dy()}) {
		fmt.Println(code.Text, "version", code.Version)
	}
	// Output: IKD1:HELLO version 1
}

// FuzzReader: whatever the luma, its size and its rows, nothing panics.
func FuzzReader(f *testing.F) {
	scene := picture.Scene{Width: 60, Height: 60, Codes: []picture.Code{{Text: "1", X: 30, Y: 30, Module: 2, Quiet: 4}}}
	img, err := scene.Draw()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(img.Pix, uint8(60), uint8(60), uint8(0), uint8(0))
	f.Add(img.Pix, uint8(50), uint8(60), uint8(10), uint8(10))
	f.Add([]byte{0, 255, 9}, uint8(41), uint8(43), uint8(2), uint8(200))
	f.Add([]byte{}, uint8(0), uint8(0), uint8(0), uint8(1))
	f.Fuzz(func(t *testing.T, luma []byte, w, h, pad, short uint8) {
		m := detect.Image{Width: int(w), Height: int(h), Stride: int(w) + int(pad)}
		if n := m.Stride*m.Height - int(short); n > 0 && len(luma) > 0 {
			m.Pix = []byte(strings.Repeat(string(luma), n/len(luma)+1)[:n])
		}
		r := detect.NewReader()
		r.Still(m)
		for range 4 {
			r.Live(m)
		}
	})
}
