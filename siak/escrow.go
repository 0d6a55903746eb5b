package siak

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"encoding/binary"
	"errors"
	"time"
)

// An escrow is an activation that only the registry can open: what a station
// would have submitted, sealed to the registry's key, so that a wipe of the
// station's own keys never destroys it. It is HPKE (RFC 9180) in base mode with
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. The info binds it to
// the activation and the station. Within: the statement's length in 4 bytes,
// big-endian, the statement, the presentation.

// escrowInfo names the use, the station and the activation.
func escrowInfo(station string, id ActivationID) []byte {
	return append([]byte("ikd-station activation v1\x00"+station+"\x00"), id[:]...)
}

// SealEscrow seals an activation's statement and presentation to the registry's
// X25519 public key. It fails with [KindBadValue] where that is no key.
func SealEscrow(registry []byte, station string, a Activation) ([]byte, error) {
	const op = "seal to the registry"
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(registry)
	if err != nil {
		return nil, E(op, KindBadValue, errors.New("no X25519 key"))
	}
	text := binary.BigEndian.AppendUint32(nil, uint32(len(a.Signed)))
	text = append(append(text, a.Signed...), a.Presentation...)
	defer clear(text)
	sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), escrowInfo(station, a.ID), text)
	if err != nil {
		return nil, E(op, KindBadValue, nil)
	}
	return sealed, nil
}

// OpenEscrow opens what [SealEscrow] sealed, with the registry's X25519 private
// key. It fails with [KindBadValue] where the escrow was changed or is of another
// station, activation or key.
func OpenEscrow(private []byte, station string, id ActivationID, sealed []byte) (statement, presentation []byte, err error) {
	const op = "open an escrow"
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(private)
	if err != nil {
		return nil, nil, E(op, KindBadValue, errors.New("no X25519 key"))
	}
	text, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), escrowInfo(station, id), sealed)
	if err != nil || len(text) < 4 {
		return nil, nil, E(op, KindBadValue, errors.New("it does not open"))
	}
	n := uint64(binary.BigEndian.Uint32(text))
	if text = text[4:]; n > uint64(len(text)) {
		return nil, nil, E(op, KindBadValue, errors.New("its length is wrong"))
	}
	return text[:n], text[n:], nil
}

// officerEscrowInfo is escrowInfo for the officer's signature.
func officerEscrowInfo(station string, id ActivationID) []byte {
	return append([]byte("ikd-station officer signature v1\x00"+station+"\x00"), id[:]...)
}

// SealOfficerEscrow seals the officer's signature over an activation as [SealEscrow]
// does the activation: beside it, for a registry of an older version opens that
// alone. nil where no officer signed.
func SealOfficerEscrow(registry []byte, station string, a Activation) ([]byte, error) {
	const op = "seal to the registry"
	if a.OfficerSignature.IsZero() {
		return nil, nil
	}
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(registry)
	if err != nil {
		return nil, E(op, KindBadValue, errors.New("no X25519 key"))
	}
	text := append(append(a.OfficerSignature.Public[:], instant(a.OfficerSignature.Signed)...), a.OfficerSignature.Signature...)
	sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), officerEscrowInfo(station, a.ID), text)
	if err != nil {
		return nil, E(op, KindBadValue, nil)
	}
	return sealed, nil
}

// OpenOfficerEscrow opens what [SealOfficerEscrow] sealed; none is the zero
// signature. It fails as [OpenEscrow].
func OpenOfficerEscrow(private []byte, station string, id ActivationID, sealed []byte) (s OfficerSignature, err error) {
	const op = "open an escrow"
	if len(sealed) == 0 {
		return s, nil
	}
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(private)
	if err != nil {
		return s, E(op, KindBadValue, errors.New("no X25519 key"))
	}
	text, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), officerEscrowInfo(station, id), sealed)
	if err != nil || len(text) != len(s.Public)+8+ed25519.SignatureSize {
		return s, E(op, KindBadValue, errors.New("it does not open"))
	}
	n := copy(s.Public[:], text)
	s.Signed = time.Unix(0, int64(binary.BigEndian.Uint64(text[n:]))).UTC()
	s.Signature = text[n+8:]
	return s, nil
}

// Escrow is an activation as it leaves a station that is wiped.
type Escrow struct {
	ID     ActivationID `json:"activation"`
	Sealed []byte       `json:"sealed"`
	// Officer is the officer's signature, see [SealOfficerEscrow].
	Officer []byte `json:"officer,omitempty"`
}

// EscrowFile is what a wiped station hands over, as JSON.
type EscrowFile struct {
	Format      string    `json:"format"` // [EscrowFormat]
	Station     string    `json:"station"`
	Wiped       time.Time `json:"wiped"`
	Activations []Escrow  `json:"activations"`
}

// EscrowFormat names the file's format and version.
const EscrowFormat = "ikd-station-escrow-1"
