package replay

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"path/filepath"
	"testing"

	"ikd/station/scanner"
)

// Small WebP files: 24×16 from black to white, without loss and with, and one that moves.
const (
	webpLossless = "UklGRk4AAABXRUJQVlA4TEEAAAAvF8ADAH8gEEhS2B94hYmYiPlPbAdUkW1DBRVUUEEFFVRQQQUVVFBBBRVU8LcZIvqfgZGJmYWVjZ2Dk4ubh5ePnwA="
	webpLossy    = "UklGRjwAAABXRUJQVlA4IDAAAACwAgCdASoYABAALoVarVaipycnBwCES0gABc0U1AAA/vsAqwFVuYyq3PJludkwAAA="
	webpMoving   = "UklGRqwAAABXRUJQVlA4WAoAAAACAAAAFwAADwAAQU5JTQYAAAD/////AABBTk1GPgAAAAAAAAAAABcAAA8AAGQAAAJWUDggJgAAALACAJ0BKhgAEAA+kTqXR6WjIiEwCACwEglpAAB7IAD++M94wAAAQU5NRjoAAAAAAAAAAAAXAAAPAABkAAAAVlA4ICIAAABUAgCdASoYABAAPpE6l0eDAIAAASCWkAAHsgAA/vhNAAAAUklGRjIAAABXRUJQVlA4ICYAAACwAgCdASoYABAAPpE6l0eloyIhMAgAsBIJaQAAeyAA/vjPeMAAAA=="
)

func decoded(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// moving is a GIF of two pictures, of which the first does not fill it.
func moving(t *testing.T) []byte {
	t.Helper()
	grey := func(r image.Rectangle, y uint8) *image.Paletted {
		img := image.NewPaletted(r, color.Palette{color.Gray{y}, color.White})
		return img
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{grey(image.Rect(4, 4, 24, 16), 40), grey(image.Rect(0, 0, 24, 16), 200)},
		Delay: []int{10, 10}, Config: image.Config{Width: 24, Height: 16},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFormatsThatAreRead(t *testing.T) {
	dir := write(t, map[string][]byte{
		"lossless.webp": decoded(t, webpLossless), "lossy.webp": decoded(t, webpLossy),
		"moving.gif": moving(t), "named.jpg": decoded(t, webpLossless), // a chat renames what it passes on
	})
	for name, size := range map[string]image.Point{
		"lossless.webp": {24, 16}, "lossy.webp": {24, 16}, "named.jpg": {24, 16}, "moving.gif": {20, 12},
	} {
		f, err := LoadStill(filepath.Join(dir, name))
		if err != nil || f.Width != size.X || f.Height != size.Y || !f.Usable() {
			t.Errorf("%s: %v, %v", name, f, err)
			continue
		}
		first, last := f.Luma[0], f.Luma[len(f.Luma)-1]
		switch {
		case name == "moving.gif" && first != 40:
			t.Errorf("%s: the first picture has %d", name, first)
		case name != "moving.gif" && (first > 40 || last < 215):
			t.Errorf("%s: from %d to %d", name, first, last)
		}
	}
}

func TestFormatsThatAreNamed(t *testing.T) {
	box := func(brands string) []byte {
		return append([]byte{0, 0, 0, byte(8 + len(brands)), 'f', 't', 'y', 'p'}, brands...)
	}
	files := map[string][]byte{
		"HEIC": append(box("heic\x00\x00\x00\x00mif1heic"), make([]byte, 1000)...),
		"AVIF": append(box("mif1\x00\x00\x00\x00mif1avif"), make([]byte, 1000)...), "video": box("isom\x00\x00\x02\x00isomiso2"),
		"PDF": []byte("%PDF-1.7\n"), "TIFF": []byte("II*\x00\x08\x00\x00\x00"), "BMP": []byte("BM000000000000"),
		"JPEG XL": {0xff, 0x0a, 0, 0}, "WebP (animated)": decoded(t, webpMoving),
	}
	dir := write(t, files)
	for format := range files {
		_, err := LoadStill(filepath.Join(dir, format))
		named, is := errors.AsType[*FormatError](err)
		fault, bad := errors.AsType[*scanner.FaultError](err)
		if !is || named.Format != format || !bad || fault.Fault != scanner.FaultBadImage {
			t.Errorf("%s: %v", format, err)
		}
	}
	for _, head := range [][]byte{nil, {0}, []byte("ftyp"), box("")[:8], []byte("\xff\xff\xff\xffftyp")} {
		if format := formatOf(head); format != "" {
			t.Errorf("%q is %s", head, format)
		}
	}
}

// A WebP says its size twice. The one that the decoder believes is the one that counts.
func TestAWebPThatLiesAboutItsSize(t *testing.T) {
	small := decoded(t, webpLossless)
	picture := bytes.Clone(small[12:])
	copy(picture[9:], []byte{0xff, 0xff, 0xff, 0x0f}) // 16384×16384 in the header of VP8L
	file := append([]byte("RIFF\x00\x01\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), picture...)
	dir := write(t, map[string][]byte{
		"lies.webp": file, "plain.webp": append(bytes.Clone(small[:12]), picture...), "cut.webp": small[:30], "empty.webp": file[:30],
	})
	for name, large := range map[string]bool{"lies.webp": true, "plain.webp": true, "cut.webp": false, "empty.webp": false} {
		if _, err := LoadStill(filepath.Join(dir, name)); err == nil || errors.Is(err, errTooLarge) != large {
			t.Errorf("%s: %v", name, err)
		}
	}
}
