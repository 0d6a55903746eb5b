package replay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"strings"
	"testing"
)

// greys reads all pictures; a bad one counts as zero.
func greys(t *testing.T, p pictures) []byte {
	t.Helper()
	var out []byte
	for {
		img, err := p.next()
		if _, ok := errors.AsType[*badPicture](err); ok {
			out = append(out, 0)
			continue
		}
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		r, _, _, _ := img.At(3, 3).RGBA()
		out = append(out, byte(r>>8))
	}
}

func near(got, want []byte) bool {
	return slices.EqualFunc(got, want, func(a, b byte) bool { return max(a, b)-min(a, b) <= 2 })
}

func TestMJPEG(t *testing.T) {
	one, two := jpegOf(t, flat(16, 16, 60)), jpegOf(t, flat(16, 16, 180))
	// A thumbnail in a segment of its own (APP1) has an end marker too.
	thumb := slices.Concat(two[:2], []byte{0xff, 0xe1, byte((len(one) + 2) >> 8), byte(len(one) + 2)}, one, two[2:])
	broken := bytes.Replace(one, []byte{0xff, 0xc4}, []byte{0xff, 0xc9}, 1)
	tests := []struct {
		name   string
		stream []byte
		want   []byte
	}{
		{"end to end", slices.Concat(one, two, one), []byte{60, 180, 60}},
		{"multipart", slices.Concat([]byte("--b\r\nContent-Type: image/jpeg\r\n\r\n"), one, []byte("\r\n--b\r\n\r\n"), two), []byte{60, 180}},
		{"with a thumbnail", slices.Concat(thumb, one), []byte{180, 60}},
		{"one broken", slices.Concat(one, broken, two), []byte{60, 0, 180}},
		{"the last cut short", slices.Concat(one, two[:len(two)-5]), []byte{60}},
		{"fill bytes", slices.Concat(one[:2], []byte{0xff, 0xff}, one[2:]), []byte{60}},
		{"nothing", nil, nil},
		{"no JPEG", []byte(strings.Repeat("rubbish\xff", 99)), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := newMJPEG(bufio.NewReader(bytes.NewReader(tt.stream)))
			if got := greys(t, m); !near(got, tt.want) {
				t.Errorf("pictures %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMJPEGIsBounded(t *testing.T) {
	endless := io.MultiReader(bytes.NewReader([]byte{0xff, soi, 0xff, sos, 0, 2}), zeros{})
	m, _ := newMJPEG(bufio.NewReader(endless))
	if _, err := m.next(); !errors.Is(err, errLongJPEG) {
		t.Errorf("a picture without end: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func y4mOf(header string, planes ...[]byte) []byte {
	b := []byte("YUV4MPEG2 " + header + "\n")
	for _, p := range planes {
		b = append(b, "FRAME\n"...)
		b = append(b, p...)
	}
	return b
}

func TestY4M(t *testing.T) {
	frame := func(grey byte, size int) []byte {
		return append(bytes.Repeat([]byte{grey}, 35), bytes.Repeat([]byte{128}, size-35)...)
	}
	tests := []struct {
		header string
		size   int // of a 7×5 picture with that chroma
		fps    float64
	}{
		{"W7 H5 F30:1 Ip A1:1 C420jpeg", 35 + 2*12, 30},
		{"W7 H5 F30000:1001", 35 + 2*12, 30000.0 / 1001},
		{"W7 H5 C422 F0:0", 35 + 2*20, 0},
		{"W7 H5 C444 F25:1", 35 + 2*35, 25},
		{"W7 H5 Cmono F5:2 XCOLORRANGE=FULL", 35, 2.5},
	}
	for _, tt := range tests {
		t.Run(tt.header, func(t *testing.T) {
			b := y4mOf(tt.header, frame(40, tt.size), frame(200, tt.size), frame(90, tt.size)[:20])
			y, err := newY4M(bufio.NewReader(bytes.NewReader(b)))
			if err != nil {
				t.Fatal(err)
			}
			if y.fps() != tt.fps {
				t.Errorf("%v frames a second", y.fps())
			}
			if got := greys(t, y); !near(got, []byte{40, 200}) {
				t.Errorf("pictures %v", got)
			}
		})
	}
}

func TestY4MRefuses(t *testing.T) {
	for _, b := range []string{
		"", "YUV4MPEG2", "YUV4MPEG2\n", "RIFF W7 H5\n", "YUV4MPEG2 W0 H5\n", "YUV4MPEG2 W-7 H5\n",
		"YUV4MPEG2 Wx H5\n", "YUV4MPEG2 W7 H5 C420p10\n", "YUV4MPEG2 W99999 H99999\n",
		"YUV4MPEG2 W7 H5 F1\n" + strings.Repeat("FRAMES", 99),
		"YUV4MPEG2 " + strings.Repeat("X", 1<<20),
	} {
		y, err := newY4M(bufio.NewReader(strings.NewReader(b)))
		if err == nil {
			_, err = y.next()
		}
		if err == nil || err == io.EOF && !strings.Contains(b, "FRAMES") {
			t.Errorf("%.40q was taken: %v", b, err)
		}
	}
}

// FuzzFilm: no stream of bytes makes a reader panic, hang or grow.
func FuzzFilm(f *testing.F) {
	f.Add(jpegOf(f, flat(8, 8, 60)))
	f.Add(y4mOf("W2 H2 F30:1", []byte{1, 2, 3, 4, 128, 128}))
	f.Add([]byte(fmt.Sprintf("YUV4MPEG2 W%d H1\n", 1<<62)))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, _ := newMJPEG(bufio.NewReader(bytes.NewReader(b)))
		drain(m)
		if y, err := newY4M(bufio.NewReader(bytes.NewReader(b))); err == nil {
			drain(y)
		}
	})
}

func drain(p pictures) {
	for range 100 {
		img, err := p.next()
		if _, ok := errors.AsType[*badPicture](err); err != nil && !ok {
			return
		}
		if err == nil && img.Bounds() == (image.Rectangle{}) {
			panic("an empty picture")
		}
	}
}
