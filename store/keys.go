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

// keys are what an open store holds in memory. The cache's are guarded by the
// cache's lifetime, the others by the ledger's.
type keys struct {
	epoch       int64
	data        []byte // kept to hand it to another officer; nil while locked
	ledgerSeal  epochSealer
	ledgerIndex index
	beforeIndex index // of the epoch before; no key where no rows of it are left
	beforeData  []byte

	cacheSeal  sealer
	cacheIndex index
}

// deriveKeys makes one key for each purpose. It takes the data key over.
func deriveKeys(data []byte) *keys {
	k := &keys{data: data, epoch: 1}
	k.ledgerSeal = epochSealer{sealer: newSealer(deriveKey(data, "ledger seal"))}
	k.openUp(data)
	k.ledgerIndex = index{deriveKey(data, "ledger index")}
	return k
}

// openUp makes the cache's keys of a data key.
func (k *keys) openUp(data []byte) {
	k.cacheSeal = newSealer(deriveKey(data, "cache seal"))
	k.cacheIndex = index{deriveKey(data, "cache index")}
}

// keepBefore lets the ledger's rows of the epoch before be opened and found.
func (k *keys) keepBefore(before *keys) {
	k.ledgerSeal.before = &before.ledgerSeal.sealer
	k.beforeIndex, k.beforeData = before.ledgerIndex, before.data
	clear(before.cacheIndex.key)
}

// forgetBefore ends the epoch before.
func (k *keys) forgetBefore() {
	clear(k.beforeData)
	clear(k.beforeIndex.key)
	k.ledgerSeal.before, k.beforeIndex, k.beforeData = nil, index{}, nil
}

// forgetData forgets what tells of people that are not in the outbox: all but
// the ledger's seal.
func (k *keys) forgetData() {
	clear(k.data)
	clear(k.beforeData)
	clear(k.ledgerIndex.key)
	clear(k.beforeIndex.key)
	k.data, k.beforeData, k.ledgerIndex, k.beforeIndex = nil, nil, index{}, index{}
}

// forgetCache forgets what opens the cache.
func (k *keys) forgetCache() {
	clear(k.cacheIndex.key)
	k.cacheSeal, k.cacheIndex = sealer{}, index{}
}

// locked reports whether the data key was forgotten.
func (k *keys) locked() bool { return k.data == nil }

// wipe overwrites the raw keys. The ciphers' expanded keys cannot be reached;
// letting go of them is all that Go allows.
func (k *keys) wipe() {
	k.forgetData()
	k.forgetCache()
	*k = keys{}
}

// marks are the keyed hashes under which a row of the ledger may stand: of this
// epoch and, while rows of it are left, of the one before; else this one twice.
func (k *keys) marks(label, value string) [2][]byte {
	mark := k.ledgerIndex.mark(label, value)
	if k.beforeIndex.key == nil {
		return [2][]byte{mark, mark}
	}
	return [2][]byte{mark, k.beforeIndex.mark(label, value)}
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
