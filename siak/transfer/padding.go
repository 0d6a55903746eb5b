package transfer

import "encoding/binary"

// Every whole file's size is residue modulo block. The residue is odd, and no
// size that a USB drive's clusters give a file whose end did not arrive.
const (
	block   = 4096
	residue = 3277
)

// wholeSize reports whether a file of that many bytes can be whole.
func wholeSize(size int64) bool { return size%block == residue }

// age encrypts pieces of 64 KiB, each with a tag of 16 bytes.
const (
	agePiece = 64 << 10
	ageTag   = 16
)

// ageSize is the size of an age file over so many bytes, at least one.
func ageSize(header, plain int64) int64 {
	pieces := (plain + agePiece - 1) / agePiece
	return header + plain + pieces*ageTag
}

// padding is a skippable frame (RFC 8878 section 3.1.2) that brings a file to a
// whole size.
func padding(header, plain int64) []byte {
	const frameHeader = 8
	for n := int64(0); ; n++ {
		if wholeSize(ageSize(header, plain+frameHeader+n)) {
			frame := make([]byte, frameHeader+n)
			binary.LittleEndian.PutUint32(frame, 0x184D2A50)
			binary.LittleEndian.PutUint32(frame[4:], uint32(n))
			return frame
		}
	}
}
