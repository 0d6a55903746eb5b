package replay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"strconv"
	"strings"
)

// maxLine bounds the lines of text in a Y4M file.
const maxLine = 4096

var (
	errY4M       = errors.New("y4m: not a YUV4MPEG2 stream")
	errY4MChroma = errors.New("y4m: only 8-bit 4:2:0, 4:2:2, 4:4:4 and mono")
)

// y4m reads uncompressed video: a line that describes it, then for each picture
// a line "FRAME" and its planes (as mjpegtools documents it in yuv4mpeg(5)).
type y4m struct {
	r    *bufio.Reader
	rate float64
	img  image.YCbCr // used again for each picture
}

func newY4M(r *bufio.Reader) (pictures, error) {
	line, err := readLine(r)
	if err != nil {
		return nil, errY4M
	}
	fields := strings.Fields(line)
	if len(fields) == 0 || fields[0] != "YUV4MPEG2" {
		return nil, errY4M
	}
	y := &y4m{r: r}
	var w, h int
	chroma := "420"
	for _, f := range fields[1:] {
		switch v := f[1:]; f[0] {
		case 'W':
			w, err = strconv.Atoi(v)
		case 'H':
			h, err = strconv.Atoi(v)
		case 'C':
			chroma = v
		case 'F':
			y.rate, err = parseRate(v)
		}
		if err != nil {
			return nil, errY4M
		}
	}
	if err := checkSize(w, h); err != nil {
		return nil, err
	}
	return y, y.allocate(image.Rect(0, 0, w, h), chroma)
}

func parseRate(s string) (float64, error) {
	num, den, _ := strings.Cut(s, ":")
	a, err := strconv.Atoi(num)
	if err != nil {
		return 0, err
	}
	b, err := strconv.Atoi(den)
	if err != nil || b == 0 {
		return 0, err
	}
	return float64(a) / float64(b), nil
}

// allocate makes the picture for that chroma: the variants of 4:2:0 differ in
// where the samples sit, which does not matter here.
func (y *y4m) allocate(r image.Rectangle, chroma string) error {
	switch chroma {
	case "420", "420jpeg", "420mpeg2", "420paldv":
		y.img = *image.NewYCbCr(r, image.YCbCrSubsampleRatio420)
	case "422":
		y.img = *image.NewYCbCr(r, image.YCbCrSubsampleRatio422)
	case "444":
		y.img = *image.NewYCbCr(r, image.YCbCrSubsampleRatio444)
	case "mono":
		y.img = image.YCbCr{Y: make([]byte, r.Dx()*r.Dy()), YStride: r.Dx(), Rect: r}
	default:
		return errY4MChroma
	}
	return nil
}

func (y *y4m) fps() float64 { return y.rate }

// next reads the next picture. A video that breaks off within one has ended.
func (y *y4m) next() (image.Image, error) {
	line, err := readLine(y.r)
	if err == io.EOF {
		return nil, io.EOF
	}
	if err != nil || line != "FRAME" && !strings.HasPrefix(line, "FRAME ") {
		return nil, errY4M
	}
	for _, plane := range [][]byte{y.img.Y, y.img.Cb, y.img.Cr} {
		if _, err := io.ReadFull(y.r, plane); err != nil {
			if err == io.ErrUnexpectedEOF {
				err = io.EOF
			}
			return nil, err
		}
	}
	if y.img.Cb == nil {
		return &image.Gray{Pix: y.img.Y, Stride: y.img.YStride, Rect: y.img.Rect}, nil
	}
	return &y.img, nil
}

func readLine(r *bufio.Reader) (string, error) {
	b, err := r.ReadSlice('\n')
	switch {
	case len(b) > maxLine || err == bufio.ErrBufferFull:
		return "", fmt.Errorf("y4m: a line of more than %d bytes", maxLine)
	case err != nil:
		return "", io.EOF
	}
	return string(bytes.TrimSuffix(b, []byte("\n"))), nil
}
