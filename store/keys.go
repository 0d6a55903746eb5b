package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
)

const keyLength = 32

// newDataKey draws the key from which all others come.
func newDataKey() []byte {
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails since Go 1.24
	return key
}

// keys are what an open store holds in memory.
type keys struct {
	data                    []byte // kept to wrap it for another officer
	cacheSeal, ledgerSeal   sealer
	cacheIndex, ledgerIndex index
}

// deriveKeys makes one key for each purpose. It takes the data key over.
func deriveKeys(data []byte) *keys {
	return &keys{
		data:        data,
		cacheSeal:   newSealer(deriveKey(data, "cache seal")),
		ledgerSeal:  newSealer(deriveKey(data, "ledger seal")),
		cacheIndex:  index{deriveKey(data, "cache index")},
		ledgerIndex: index{deriveKey(data, "ledger index")},
	}
}

// wipe overwrites the raw keys. The ciphers' expanded keys cannot be reached;
// letting go of them is all that Go allows.
func (k *keys) wipe() {
	clear(k.data)
	clear(k.cacheIndex.key)
	clear(k.ledgerIndex.key)
	*k = keys{}
}

// deriveKey is HKDF-SHA-256 (RFC 5869) without salt: the input is uniform.
func deriveKey(from []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, from, nil, "ikd-station store v1: "+purpose, keyLength)
	if err != nil {
		panic(err) // only for lengths that RFC 5869 forbids
	}
	return key
}

// newSealer takes the key over and clears it.
func newSealer(key []byte) sealer {
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a wrong length of key
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for a cipher that is not AES
	}
	return sealer{aead}
}

// index hides values that must be found again.
type index struct{ key []byte }

// mark is the keyed hash of a value. The label keeps equal values of different
// kinds apart; it holds no zero byte.
func (x index) mark(label, value string) []byte {
	m := hmac.New(sha256.New, x.key)
	m.Write([]byte(label))
	m.Write([]byte{0})
	m.Write([]byte(value))
	return m.Sum(nil)[:markLength]
}

// markLength in bytes: with 2^32 values two of them meet with probability 2^-65.
const markLength = 16
