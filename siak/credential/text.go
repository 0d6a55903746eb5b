package credential

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"ikd/station/siak"
)

// Prefix begins the text of every presentation. The digit is the version.
const Prefix = "IKD1:"

// Bounds, in bytes. The largest QR code holds 4,296 alphanumeric characters;
// Claim 169 codes with a small photograph inflate to about 1.2 KiB.
const (
	MaxText     = 8 << 10 // of a code's text
	MaxInflated = 8 << 10 // of the COSE bytes in it
)

var (
	errTooLong = errors.New("longer than any code")
	errZlib    = errors.New("not zlib, or cut short")
	errBomb    = errors.New("inflates beyond the bound")
)

// PresentationText is the text of the QR code for the COSE bytes of a
// presentation.
func PresentationText(presentation []byte) string { return Prefix + pack(presentation) }

// PresentationOf is the inverse of [PresentationText]: nothing is verified. It fails
// with not-an-ikd-code or malformed.
func PresentationOf(text string) ([]byte, error) {
	const op = "read a code"
	packed, presented := cutPrefix(text)
	if !presented {
		return nil, siak.E(op, siak.KindNotIKD, nil)
	}
	data, err := unpack(packed)
	if err != nil {
		return nil, siak.E(op, siak.KindMalformed, err)
	}
	return data, nil
}

// StaticText is the text of a bare Claim 169 code for the COSE bytes of a
// registration: what a wallet that knows nothing of presentations shows.
func StaticText(registration []byte) string { return pack(registration) }

// pack is Base45 of zlib.
func pack(data []byte) string {
	var b bytes.Buffer
	// Neither can fail: the level is valid and a bytes.Buffer takes everything.
	w, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	_, _ = w.Write(data)
	_ = w.Close()
	return encodeBase45(b.Bytes())
}

// unpack is the inverse of pack.
func unpack(text string) ([]byte, error) {
	packed, err := unpackBase45(text)
	if err != nil {
		return nil, err
	}
	return inflate(packed)
}

func unpackBase45(text string) ([]byte, error) {
	if len(text) > MaxText {
		return nil, errTooLong
	}
	return decodeBase45(text)
}

// inflate reads one whole zlib stream with nothing after it. It stops at the
// bound, whatever the stream promises.
func inflate(packed []byte) ([]byte, error) {
	source := bytes.NewReader(packed)
	r, err := zlib.NewReader(source)
	if err != nil {
		return nil, errZlib
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxInflated+1))
	switch {
	case err != nil:
		return nil, errZlib
	case len(data) > MaxInflated:
		return nil, errBomb
	case source.Len() > 0:
		return nil, errZlib
	}
	return data, nil
}

// cutPrefix is the packed part of a presentation's text; false for any other.
func cutPrefix(text string) (string, bool) { return strings.CutPrefix(text, Prefix) }

// Completeness is what a text is by its form alone, before anything is verified.
type Completeness int

// What a text can be.
const (
	NoCode   Completeness = iota // anything else, damaged codes among it
	CutShort                     // the beginning of a code, the rest is missing
	Complete                     // a code, its checksum right (RFC 1950, ADLER32)
)

// CompletenessOf looks at the form of a text: a presentation or a bare Claim 169 code.
// Nothing is verified. It is for what a code went through on its way here: a cable, a
// keyboard.
func CompletenessOf(text string) Completeness {
	packed, presented := cutPrefix(text)
	if !presented {
		packed = text
	}
	if _, err := unpack(packed); err == nil {
		return Complete
	}
	data, err := unpackBase45(packed[:len(packed)/3*3]) // a group that is cut says nothing
	if err != nil || len(data) == 0 && !presented {
		return NoCode
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err == nil {
		_, err = io.Copy(io.Discard, io.LimitReader(r, MaxInflated+1))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return CutShort
	}
	return NoCode
}
