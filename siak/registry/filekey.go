package registry

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
)

// Lengths of a key for files: see [Identity].
const (
	fileKeyHalf      = 32   // of either half of the private key
	classicRecipient = 32   // of the public X25519 key
	hybridRecipient  = 1216 // of the public key of ML-KEM-768 with X25519
)

// fileKey is the station's key for files by hand.
type fileKey struct {
	private         []byte
	classic, hybrid []byte // public
}

// fileKey is the station's key for files; what it lacks is made: all of it, or the
// hybrid half.
func (id Identity) fileKey() (fileKey, error) {
	k := fileKey{private: bytes.Clone(id.FileKey)}
	switch len(k.private) {
	case 0, fileKeyHalf, 2 * fileKeyHalf:
	default:
		return k, errIdentity
	}
	fresh := make([]byte, 2*fileKeyHalf)
	_, _ = rand.Read(fresh) // never fails since Go 1.24
	k.private = append(k.private, fresh[len(k.private):]...)
	classic, err := ecdh.X25519().NewPrivateKey(k.private[:fileKeyHalf])
	if err != nil {
		return k, errIdentity
	}
	hybrid, err := hpke.MLKEM768X25519().NewPrivateKey(k.private[fileKeyHalf:])
	if err != nil {
		return k, errIdentity
	}
	k.classic, k.hybrid = classic.PublicKey().Bytes(), hybrid.PublicKey().Bytes()
	return k, nil
}
