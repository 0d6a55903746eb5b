package replay

import (
	"bufio"
	"fmt"
	"image"
	_ "image/gif" // the formats that are read
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"time"

	_ "golang.org/x/image/webp"

	"ikd/station/scanner"
)

// maxPixels bounds a picture: 64 megapixels are more than phones send, and at
// four bytes each a quarter of a gigabyte.
const maxPixels = 64_000_000

// LoadStill reads a picture from a PNG, JPEG, WebP or GIF file, its time being now and
// its name the file's; of a GIF that moves, the first picture. What the file is, is told
// by its content and not by its name. It fails with a [*scanner.FaultError] (bad-image),
// which holds a [*FormatError] where the file is of a format that has a name but is not
// read: HEIC, AVIF, a WebP that moves, a video.
func LoadStill(path string) (*scanner.Frame, error) {
	f, _, err := load(path)
	if err != nil {
		return nil, err
	}
	f.At = time.Now()
	return f, nil
}

// load reads a picture and the time that it carries, zero where it has none.
func load(path string) (*scanner.Frame, time.Time, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, time.Time{}, bad(err)
	}
	defer file.Close()
	img, err := decode(file)
	if err != nil {
		return nil, time.Time{}, bad(err)
	}
	f := scanner.NewFrame(img, time.Time{})
	f.Name = filepath.Base(path)
	return f, pngTime(file), nil
}

// decode reads a picture once its size is known not to be too large.
func decode(r io.ReadSeeker) (image.Image, error) {
	config, _, err := image.DecodeConfig(bufio.NewReader(r))
	if err != nil {
		return nil, known(r, err)
	}
	if err := checkSize(config.Width, config.Height); err != nil {
		return nil, err
	}
	if err := checkWebP(r); err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bufio.NewReader(r))
	return img, err
}

func checkSize(w, h int) error {
	if w <= 0 || h <= 0 {
		return fmt.Errorf("%d×%d pixels", w, h)
	}
	if w > maxPixels/h {
		return errTooLarge
	}
	return nil
}
