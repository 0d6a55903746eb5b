package replay

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"time"
)

// A PNG file is a signature and then chunks: length of the data, type, data,
// CRC over type and data (PNG specification, third edition, sections 5.2 and
// 5.3). The first is IHDR with 13 bytes.
const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	headerEnd    = len(pngSignature) + 12 + 13
	timeLength   = 7
)

var errPNGLayout = errors.New("png: unexpected layout")

// EncodePNG writes the picture with the time at in a tIME chunk, which holds
// UTC in whole seconds (PNG specification, section 11.3.6.1): a fraction is cut
// off. Compression is the fastest.
func EncodePNG(w io.Writer, img image.Image, at time.Time) error {
	var buf bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&buf, img); err != nil {
		return err
	}
	b := buf.Bytes()
	if len(b) < headerEnd {
		return errPNGLayout
	}
	for _, part := range [][]byte{b[:headerEnd], timeChunk(at), b[headerEnd:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func timeChunk(at time.Time) []byte {
	at = at.UTC()
	c := binary.BigEndian.AppendUint32(nil, timeLength)
	c = append(c, "tIME"...)
	c = binary.BigEndian.AppendUint16(c, uint16(at.Year()))
	c = append(c, byte(at.Month()), byte(at.Day()), byte(at.Hour()), byte(at.Minute()), byte(at.Second()))
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}

// pngTime is the time of the file's tIME chunk; zero where it is no PNG, has
// no such chunk or a damaged one.
func pngTime(r io.ReadSeeker) time.Time {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return time.Time{}
	}
	head := make([]byte, len(pngSignature))
	if _, err := io.ReadFull(r, head); err != nil || string(head) != pngSignature {
		return time.Time{}
	}
	for head = make([]byte, 8); ; {
		if _, err := io.ReadFull(r, head); err != nil {
			return time.Time{}
		}
		length := binary.BigEndian.Uint32(head)
		switch kind := string(head[4:]); {
		case kind == "IEND":
			return time.Time{}
		case kind == "tIME" && length == timeLength:
			return readTime(r)
		}
		if _, err := r.Seek(int64(length)+4, io.SeekCurrent); err != nil {
			return time.Time{}
		}
	}
}

func readTime(r io.Reader) time.Time {
	b := make([]byte, timeLength+4)
	if _, err := io.ReadFull(r, b); err != nil {
		return time.Time{}
	}
	crc := crc32.Update(crc32.ChecksumIEEE([]byte("tIME")), crc32.IEEETable, b[:timeLength])
	if crc != binary.BigEndian.Uint32(b[timeLength:]) {
		return time.Time{}
	}
	year := int(binary.BigEndian.Uint16(b))
	return time.Date(year, time.Month(b[2]), int(b[3]), int(b[4]), int(b[5]), int(b[6]), 0, time.UTC)
}
