package replay

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"golang.org/x/image/webp"
)

// FormatError says that a file is a picture, or something else that people send, in a
// format that is not read.
type FormatError struct {
	Format string // as people call it: "HEIC"
}

// Error implements error.
func (e *FormatError) Error() string { return "a file of the format " + e.Format + " is not read" }

// signatures are the beginnings of files that people send in the place of a picture.
var signatures = []struct{ begin, format string }{
	{"%PDF", "PDF"},
	{"BM", "BMP"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"\xff\x0a", "JPEG XL"},
	{"\x00\x00\x00\x0cJXL ", "JPEG XL"},
	{"\x1aE\xdf\xa3", "video"},
}

// brands are those of files that begin with a box "ftyp" (ISO/IEC 14496-12, 4.3) whose
// content is a picture; every other one is a video.
var brands = map[string]string{
	"avif": "AVIF", "avis": "AVIF",
	"heic": "HEIC", "heix": "HEIC", "heim": "HEIC", "heis": "HEIC", "hevc": "HEIC", "hevx": "HEIC", "hevm": "HEIC", "hevs": "HEIC",
	"mif1": "HEIC", "msf1": "HEIC",
}

// formatOf names the format of a file by how it begins; "" for one that is unknown.
func formatOf(head []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begin)) {
			return s.format
		}
	}
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return ""
	}
	// The major brand, its version, and the compatible brands. What says AVIF counts
	// first: such a file also says mif1, which HEIC does too.
	end := min(int(binary.BigEndian.Uint32(head)), len(head))
	format := "video"
	for at := 8; at+4 <= end; at += 4 {
		switch brands[string(head[at:at+4])] {
		case "AVIF":
			return "AVIF"
		case "HEIC":
			format = "HEIC"
		}
	}
	return format
}

// known replaces the error of a decoder where the file's format has a name that is
// worth more.
func known(r io.ReadSeeker, err error) error {
	head := make([]byte, 128)
	if _, seek := r.Seek(0, io.SeekStart); seek != nil {
		return err
	}
	n, _ := io.ReadFull(r, head)
	if format := formatOf(head[:n]); format != "" {
		return &FormatError{format}
	}
	return err
}

var errWebP = errors.New("webp: no picture in it")

// checkWebP looks for the picture of a WebP file and checks its own size: the file
// names one as well, and the decoder makes the picture as large as it says itself. A
// file that moves has a format of its own. Other files pass.
func checkWebP(r io.ReadSeeker) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	head := make([]byte, 12)
	if n, _ := io.ReadFull(r, head); n < 12 || string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return nil
	}
	const most = 64 // chunks before the picture
	for range most {
		chunk := make([]byte, 8)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return errWebP
		}
		size := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "ANIM", "ANMF":
			return &FormatError{"WebP (animated)"}
		case "VP8 ", "VP8L":
			return checkBitstream(r, chunk)
		}
		if _, err := r.Seek(size+size%2, io.SeekCurrent); err != nil {
			return errWebP
		}
	}
	return errWebP
}

// checkBitstream checks the size that the picture's own header says: it stands in the
// first bytes, which make a file of their own.
func checkBitstream(r io.Reader, chunk []byte) error {
	const header = 32
	first, err := io.ReadAll(io.LimitReader(r, header))
	if err != nil {
		return err
	}
	file := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+8+header))
	file = append(file, "WEBP"...)
	file = append(file, chunk[:4]...)
	file = binary.LittleEndian.AppendUint32(file, header)
	file = append(file, first...)
	config, err := webp.DecodeConfig(bytes.NewReader(append(file, make([]byte, header-len(first))...)))
	if err != nil {
		return err
	}
	return checkSize(config.Width, config.Height)
}
