package replay

import (
	"errors"
	"hash/crc32"
	"image"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/scanner"
)

func TestLoadStill(t *testing.T) {
	dir := write(t, map[string][]byte{
		"a.jpg": jpegOf(t, colourful(64, 48)),
		"b.png": pngOf(t, flat(30, 20, 123), time.Unix(1e9, 0)),
		"c.JPG": jpegOf(t, flat(16, 16, 50)),
	})
	before := time.Now()
	for name, size := range map[string]image.Point{"a.jpg": {64, 48}, "b.png": {30, 20}, "c.JPG": {16, 16}} {
		f, err := LoadStill(filepath.Join(dir, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Name != name || f.Width != size.X || f.Height != size.Y || !f.Usable() || f.At.Before(before) {
			t.Errorf("%s: %q %d×%d at %v", name, f.Name, f.Width, f.Height, f.At)
		}
		if ycc, ok := f.Colour.(*image.YCbCr); name == "a.jpg" && (!ok || &ycc.Y[0] != &f.Luma[0]) {
			t.Error("the luma of a JPEG is not the one that it holds")
		}
	}
}

func TestLoadStillRefuses(t *testing.T) {
	good := pngOf(t, flat(30, 20, 123), time.Unix(1e9, 0))
	huge := append([]byte(nil), good...)
	copy(huge[16:], "\x00\x01\x00\x00\x00\x01\x00\x00") // 65536×65536
	crc := crc32.ChecksumIEEE(huge[12:29])
	copy(huge[29:], []byte{byte(crc >> 24), byte(crc >> 16), byte(crc >> 8), byte(crc)})
	dir := write(t, map[string][]byte{
		"empty.png": nil,
		"text.png":  []byte(strings.Repeat("no picture ", 1000)),
		"cut.png":   good[:len(good)-20],
		"huge.png":  huge,
		"cut.jpg":   jpegOf(t, colourful(64, 48))[:400],
	})
	for _, name := range []string{"empty.png", "text.png", "cut.png", "huge.png", "cut.jpg", "missing.png"} {
		_, err := LoadStill(filepath.Join(dir, name))
		fe, ok := errors.AsType[*scanner.FaultError](err)
		if !ok || fe.Fault != scanner.FaultBadImage {
			t.Errorf("%s: %v", name, err)
		}
		if name == "huge.png" && !errors.Is(err, errTooLarge) {
			t.Errorf("huge: %v", err)
		}
		if name == "missing.png" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("missing: %v", err)
		}
	}
}
