package siak

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// Digest is a checksum of a set of records that does not depend on their order:
// the sum, modulo 2^128, of one number for each, as the contract has it
// (ListChangesResponse.checksum). It finds drift, not forgery: whoever can write
// the cache can write a set with the same sum.
type Digest [16]byte

// Add takes a record into the sum.
func (d *Digest) Add(nik NIK, version uint64) {
	text := binary.BigEndian.AppendUint64([]byte(nik.Digits()), version)
	one := sha256.Sum256(text)
	low, carry := bits.Add64(binary.BigEndian.Uint64(d[8:]), binary.BigEndian.Uint64(one[8:16]), 0)
	high, _ := bits.Add64(binary.BigEndian.Uint64(d[:8]), binary.BigEndian.Uint64(one[:8]), carry)
	binary.BigEndian.PutUint64(d[:8], high)
	binary.BigEndian.PutUint64(d[8:], low)
}

// PartitionDigest is the checksum of a partition as it stood at a cursor.
type PartitionDigest struct {
	At     Cursor
	Digest Digest
}
