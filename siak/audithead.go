package siak

import "encoding/binary"

// AuditHead is where a station's audit ends. The station signs it and leaves it
// at the registry, so that an audit that was cut, rewritten or put back from an
// older file is noticed.
type AuditHead struct {
	Seq       uint64 // number of the last row, from 1; 0 for no head
	Hash      [32]byte
	Signature []byte // Ed25519 by the station's key over [AuditHead.Statement]
}

// Statement is what the station signs: registry.proto, AuditHead.
func (h AuditHead) Statement() []byte {
	b := []byte("ikd-station audit head v1\x00")
	b = binary.BigEndian.AppendUint64(b, h.Seq)
	return append(b, h.Hash[:]...)
}

// Same reports whether two heads are of the same row of the same chain,
// whatever their signatures.
func (h AuditHead) Same(o AuditHead) bool { return h.Seq == o.Seq && h.Hash == o.Hash }

// AuditRows are rows of a station's audit as they stand in its file: those behind
// number After, each in its canonical CBOR.
type AuditRows struct {
	After  uint64
	Bodies [][]byte
}

// Anchoring is the registry's answer to a head.
type Anchoring struct {
	// Kept: the head was taken, or was there before.
	Kept bool
	// Last is the registry's last head of this station.
	Last AuditHead
	// TakesRows: the registry keeps the audit's rows, and has them up to number Copied.
	TakesRows bool
	Copied    uint64
	// Forked: the registry saw two audits of this station.
	Forked bool
	// Wipe is set where the registry orders the station to wipe itself.
	Wipe *WipeOrder
	// FalseOrder says why an order to wipe is none: another has signed it, or it is
	// for another station. nil where there was none.
	FalseOrder error
}
