package store

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"

	"ikd/station/siak"
)

// bucket says to which lengths texts are padded: to a multiple of step bytes
// and to no less than least.
type bucket struct{ least, step int }

// The buckets. A resident without an active phone nearly always fills 64 bytes
// and one with a phone 80 or, with a long name or village, 96: a thief may count
// how many phones are active, but not whose.
var (
	smallBucket      = bucket{64, 64} // keys and settings
	residentBucket   = bucket{64, 16}
	activationBucket = bucket{1024, 512}
	trustBucket      = bucket{4096, 4096}
)

// place is where a sealed value belongs. It does not open anywhere else.
type place struct {
	table   string
	key     []byte
	version uint64
}

// additional is the additional data of the cipher: every part with its length.
func (p place) additional() []byte {
	b := make([]byte, 0, 24+len(p.table)+len(p.key))
	b = binary.BigEndian.AppendUint32(b, uint32(len(p.table)))
	b = append(b, p.table...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(p.key)))
	b = append(b, p.key...)
	return binary.BigEndian.AppendUint64(b, p.version)
}

// sealer is AES-256-GCM with random nonces, which it puts before the text.
type sealer struct{ aead cipher.AEAD }

// seal pads a text to the bucket and seals it for its place.
func (s sealer) seal(p place, text []byte, b bucket) []byte {
	padded := pad(text, b)
	defer clear(padded)
	return s.aead.Seal(make([]byte, 0, len(padded)+s.aead.Overhead()), nil, padded, p.additional())
}

// open fails with [siak.KindDamaged] where the value was changed or belongs
// to another place or key.
func (s sealer) open(p place, sealed []byte) ([]byte, error) {
	padded, err := s.aead.Open(nil, nil, sealed, p.additional())
	if err != nil {
		return nil, siak.E("open a sealed value", siak.KindDamaged, err)
	}
	return unpad(padded)
}

// padMark ends a text; zeros follow (ISO/IEC 7816-4 padding).
const padMark = 0x80

func pad(text []byte, b bucket) []byte {
	length := (len(text) + b.step) / b.step * b.step // room for the mark in any case
	padded := make([]byte, max(length, b.least))
	copy(padded, text)
	padded[len(text)] = padMark
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	text := bytes.TrimRight(padded, "\x00")
	if len(text) == 0 || text[len(text)-1] != padMark {
		return nil, damaged("open a sealed value", "no padding")
	}
	return text[:len(text)-1], nil
}
