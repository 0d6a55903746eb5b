package replay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
)

// maxJPEG bounds one picture of a video, in bytes.
const maxJPEG = 16 << 20

var errLongJPEG = errors.New("mjpeg: a picture without end")

// mjpeg cuts a stream of JPEG pictures into pictures. What lies between them,
// such as the headers of a multipart stream, is passed over.
type mjpeg struct {
	r   *bufio.Reader
	buf []byte
	n   int
}

func newMJPEG(r *bufio.Reader) (pictures, error) { return &mjpeg{r: r}, nil }

func (m *mjpeg) fps() float64 { return 0 }

func (m *mjpeg) next() (image.Image, error) {
	if err := m.cut(); err != nil {
		return nil, err
	}
	m.n++
	img, err := decode(bytes.NewReader(m.buf))
	if err != nil {
		return nil, &badPicture{fmt.Sprintf("picture %d", m.n), err}
	}
	return img, nil
}

// JPEG markers (ITU-T T.81, table B.1).
const (
	soi = 0xd8
	eoi = 0xd9
	sos = 0xda
	rst = 0xd0 // to 0xd7
	tem = 0x01
)

// cut reads the next picture into buf; io.EOF where there is no whole one.
// It goes from marker to marker rather than looking for the end's, since a
// thumbnail within a segment has one of its own.
func (m *mjpeg) cut() error {
	if err := m.findStart(); err != nil {
		return err
	}
	marker, err := m.marker()
	for err == nil && marker != eoi {
		switch {
		case marker == sos:
			if err = m.segment(); err == nil {
				marker, err = m.entropy()
			}
			continue
		case marker == tem || marker >= rst && marker <= soi:
		default:
			err = m.segment()
		}
		if err == nil {
			marker, err = m.marker()
		}
	}
	if err == io.ErrUnexpectedEOF {
		return io.EOF
	}
	return err
}

func (m *mjpeg) findStart() error {
	var last byte
	for {
		b, err := m.r.ReadByte()
		if err != nil {
			return err
		}
		if last == 0xff && b == soi {
			m.buf = append(m.buf[:0], 0xff, soi)
			return nil
		}
		last = b
	}
}

// read takes one byte of the picture.
func (m *mjpeg) read() (byte, error) {
	if len(m.buf) >= maxJPEG {
		return 0, errLongJPEG
	}
	b, err := m.r.ReadByte()
	m.buf = append(m.buf, b)
	return b, err
}

// marker reads up to the next marker: 0xff, as fill any number of times.
func (m *mjpeg) marker() (byte, error) {
	b, err := m.read()
	for err == nil && b != 0xff {
		b, err = m.read()
	}
	for err == nil && b == 0xff {
		b, err = m.read()
	}
	return b, err
}

// segment reads a segment's length and data.
func (m *mjpeg) segment() error {
	hi, err := m.read()
	if err != nil {
		return err
	}
	lo, err := m.read()
	if err != nil {
		return err
	}
	for range max(int(hi)<<8|int(lo), 2) - 2 {
		if _, err := m.read(); err != nil {
			return err
		}
	}
	return nil
}

// entropy reads coded data up to a marker that is neither stuffing nor restart.
func (m *mjpeg) entropy() (byte, error) {
	for {
		b, err := m.marker()
		if err != nil || b != 0 && (b < rst || b > rst+7) {
			return b, err
		}
	}
}
