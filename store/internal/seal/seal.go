// Package seal seals rows, derives and holds the keys, and hands data keys over.
package seal

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// Bucket says to which lengths texts are padded: to a multiple of step bytes
// and to no less than least.
type Bucket struct{ least, Step int }

// The buckets. A resident without an active phone nearly always fills 64 bytes
// and one with a phone 80 or, with a long name or village, 96: a thief may count
// how many phones are active, but not whose.
var (
	SmallBucket      = Bucket{64, 64} // keys and settings
	ResidentBucket   = Bucket{64, 16}
	ActivationBucket = Bucket{1024, 512}
	TrustBucket      = Bucket{4096, 4096}
)

// Place is where a sealed value belongs. It does not open anywhere else.
type Place struct {
	Table   string
	Key     []byte
	Version uint64
}

// Additional is the additional data of the cipher: every part with its length.
func (p Place) Additional() []byte {
	b := make([]byte, 0, 24+len(p.Table)+len(p.Key))
	b = binary.BigEndian.AppendUint32(b, uint32(len(p.Table)))
	b = append(b, p.Table...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(p.Key)))
	b = append(b, p.Key...)
	return binary.BigEndian.AppendUint64(b, p.Version)
}

// Sealer is AES-256-GCM with random nonces, which it puts before the text.
type Sealer struct{ Aead cipher.AEAD }

// Seal pads a text to the bucket and seals it for its place.
func (s Sealer) Seal(p Place, text []byte, b Bucket) []byte {
	padded := Pad(text, b)
	defer clear(padded)
	return s.Aead.Seal(make([]byte, 0, len(padded)+s.Aead.Overhead()), nil, padded, p.Additional())
}

// Open fails with [siak.KindDamaged] where the value was changed or belongs
// to another place or key.
func (s Sealer) Open(p Place, sealed []byte) ([]byte, error) {
	padded, err := s.Aead.Open(nil, nil, sealed, p.Additional())
	if err != nil {
		return nil, siak.E("open a sealed value", fault.KindDamaged, err)
	}
	return unpad(padded)
}

// padMark ends a text; zeros follow (ISO/IEC 7816-4 padding).
const padMark = 0x80

func Pad(text []byte, b Bucket) []byte {
	length := (len(text) + b.Step) / b.Step * b.Step // room for the mark in any case
	padded := make([]byte, max(length, b.least))
	copy(padded, text)
	padded[len(text)] = padMark
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	text := bytes.TrimRight(padded, "\x00")
	if len(text) == 0 || text[len(text)-1] != padMark {
		return nil, fault.Damaged("open a sealed value", "no padding")
	}
	return text[:len(text)-1], nil
}
