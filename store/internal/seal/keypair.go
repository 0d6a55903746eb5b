package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"encoding/binary"

	"ikd/station/siak/hardening"
	"ikd/station/store/internal/fault"
)

// An officer's key pair is what data keys are handed over with: to the public
// key by who changes the data key, without the officer's secret.

// NewKeyPair draws a key pair.
func NewKeyPair() (private, public []byte) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // never fails since Go 1.24
	}
	return hardening.Keep(key.Bytes()), key.PublicKey().Bytes()
}

// handInfo binds a data key to its account and its epoch.
func handInfo(officer string, epoch int64) []byte {
	info := append([]byte("ikd-station data key v1\x00"), officer...)
	return binary.BigEndian.AppendUint64(append(info, 0), uint64(epoch))
}

// SigningSealer seals the private half of an officer's signing key: it opens with
// the officer's private key alone.
func SigningSealer(private []byte) Sealer {
	return NewSealer(deriveKey(private, "officer signing key"))
}

// SealDataKey seals a data key to an officer's public key (HPKE, RFC 9180).
func SealDataKey(public []byte, officer string, epoch int64, data []byte) ([]byte, error) {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
	if err != nil {
		return nil, fault.Damaged("hand a data key over", "the officer's public key")
	}
	return hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), handInfo(officer, epoch), data)
}

// OpenDataKey opens what handOver sealed.
func OpenDataKey(private []byte, officer string, epoch int64, sealed []byte) ([]byte, error) {
	const op = "take a data key over"
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(private)
	if err != nil {
		return nil, fault.Damaged(op, "the officer's private key")
	}
	data, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), handInfo(officer, epoch), sealed)
	if err != nil || len(data) != KeyLength {
		return nil, fault.Damaged(op, "it does not open")
	}
	return hardening.Keep(data), nil
}
