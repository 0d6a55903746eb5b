package replay

import (
	"bufio"
	"errors"
	"image"
	"io"
	"os"
	"time"

	"ikd/station/scanner"
)

// video is a recording in one file, played from its beginning at each run.
type video struct {
	path string
	fps  float64 // asked for; a video that names its own keeps to that
	open func(*bufio.Reader) (pictures, error)
	file *os.File
	pics pictures
}

// pictures reads the pictures of a video one after another.
type pictures interface {
	// next is io.EOF at the end and a *badPicture where one was passed over.
	next() (image.Image, error)
	// fps is the video's own rate, zero where it names none.
	fps() float64
}

func (f *video) rewind() error {
	file, err := os.Open(f.path)
	if err != nil {
		return bad(err)
	}
	f.file = file
	if f.pics, err = f.open(bufio.NewReaderSize(file, 1<<16)); err != nil {
		f.close()
		return bad(err)
	}
	return nil
}

func (f *video) again() error {
	f.close()
	return f.rewind()
}

func (f *video) next() (*scanner.Frame, error) {
	img, err := f.pics.next()
	if _, ok := errors.AsType[*badPicture](err); ok || err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, bad(err)
	}
	return scanner.NewFrame(img, time.Time{}), nil
}

func (f *video) every() time.Duration {
	if own := f.pics.fps(); own > 0 {
		return interval(own)
	}
	return interval(f.fps)
}

func (f *video) close() {
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
}
