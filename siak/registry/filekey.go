package registry

import (
	"crypto/ecdh"
	"crypto/rand"
)

// newFileKey makes the station's key for files by hand.
func newFileKey() *ecdh.PrivateKey {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // the system has no randomness
	}
	return key
}

// fileKey is the station's key for files, a new one where it has none yet.
func (id Identity) fileKey() (*ecdh.PrivateKey, error) {
	if len(id.FileKey) == 0 {
		return newFileKey(), nil
	}
	key, err := ecdh.X25519().NewPrivateKey(id.FileKey)
	if err != nil {
		return nil, errIdentity
	}
	return key, nil
}
