package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync/atomic"

	"ikd/station/siak/hardening"
)

// KeyLength is the length in bytes of every symmetric key here, the data key and
// those that are derived from it.
const KeyLength = 32

// NewDataKey draws the key from which all others come.
func NewDataKey() []byte {
	key := hardening.Key(KeyLength)
	_, _ = rand.Read(key) // never fails since Go 1.24
	return key
}

// Keys are what an open store holds in memory. The cache's are guarded by the
// cache's lifetime, the others by the ledger's.
type Keys struct {
	Epoch         int64
	Data          []byte // kept to hand it to another officer; nil while locked
	LedgerSeal    RotatingSealer
	LedgerIndex   index
	PreviousIndex index // of the epoch before; no key where no rows of it are left
	PreviousData  []byte

	CacheSeal Sealer
	// forgotten is what the cache's seals had counted that were let go of.
	forgotten  atomic.Uint64
	CacheIndex index
}

// DeriveKeys makes one key for each purpose. It takes the data key over.
func DeriveKeys(data []byte) *Keys {
	k := &Keys{Data: data, Epoch: 1}
	k.LedgerSeal = RotatingSealer{Sealer: NewSealer(deriveKey(data, "ledger seal"))}
	k.DeriveCacheKeys(data)
	k.LedgerIndex = index{deriveKey(data, "ledger index")}
	return k
}

// DeriveCacheKeys makes the cache's keys of a data key.
func (k *Keys) DeriveCacheKeys(data []byte) {
	k.CacheSeal = NewSealer(deriveKey(data, "cache seal"))
	k.CacheIndex = index{deriveKey(data, "cache index")}
}

// SetPrevious lets the ledger's rows of the epoch before be opened and found.
func (k *Keys) SetPrevious(before *Keys) {
	k.LedgerSeal.Previous = &before.LedgerSeal.Sealer
	k.PreviousIndex, k.PreviousData = before.LedgerIndex, before.Data
	clear(before.CacheIndex.Key)
}

// ForgetPrevious ends the epoch before.
func (k *Keys) ForgetPrevious() {
	clear(k.PreviousData)
	clear(k.PreviousIndex.Key)
	k.LedgerSeal.Previous, k.PreviousIndex, k.PreviousData = nil, index{}, nil
}

// ForgetData forgets what tells of people that are not in the outbox: all but
// the ledger's seal.
func (k *Keys) ForgetData() {
	clear(k.Data)
	clear(k.PreviousData)
	clear(k.LedgerIndex.Key)
	clear(k.PreviousIndex.Key)
	k.Data, k.PreviousData, k.LedgerIndex, k.PreviousIndex = nil, nil, index{}, index{}
}

// ForgetCache forgets what opens the cache.
func (k *Keys) ForgetCache() {
	k.forgotten.Add(k.CacheSeal.TakeCount())
	clear(k.CacheIndex.Key)
	k.CacheSeal, k.CacheIndex = Sealer{}, index{}
}

// TakeForgotten is what was counted of seals that were let go of since it was asked
// last.
func (k *Keys) TakeForgotten() uint64 { return k.forgotten.Swap(0) }

// Locked reports whether the data key was forgotten.
func (k *Keys) Locked() bool { return k.Data == nil }

// Wipe overwrites the raw keys. The ciphers' expanded keys cannot be reached;
// letting go of them is all that Go allows.
func (k *Keys) Wipe() {
	k.ForgetData()
	k.ForgetCache()
	*k = Keys{}
}

// Marks are the keyed hashes under which a row of the ledger may stand: of this
// epoch and, while rows of it are left, of the one before; else this one twice.
func (k *Keys) Marks(label, value string) [2][]byte {
	mark := k.LedgerIndex.Mark(label, value)
	if k.PreviousIndex.Key == nil {
		return [2][]byte{mark, mark}
	}
	return [2][]byte{mark, k.PreviousIndex.Mark(label, value)}
}

// deriveKey is HKDF-SHA-256 (RFC 5869) without salt: the input is uniform.
func deriveKey(from []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, from, nil, "ikd-station store v1: "+purpose, KeyLength)
	if err != nil {
		panic(err) // only for lengths that RFC 5869 forbids
	}
	return hardening.Keep(key)
}

// NewSealer takes the key over and clears it.
func NewSealer(key []byte) Sealer {
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a wrong length of key
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for a cipher that is not AES
	}
	return Sealer{&counted{AEAD: aead}}
}

// counted counts what is sealed: with random nonces a key is good for 2^32 texts
// (NIST SP 800-38D section 8.3).
type counted struct {
	cipher.AEAD
	seals atomic.Uint64
}

// Seal implements [cipher.AEAD].
func (c *counted) Seal(dst, nonce, text, additional []byte) []byte {
	c.seals.Add(1)
	return c.AEAD.Seal(dst, nonce, text, additional)
}

// TakeCount is how many texts were sealed since it was asked last.
func (s Sealer) TakeCount() uint64 {
	if c, ok := s.Aead.(*counted); ok {
		return c.seals.Swap(0)
	}
	return 0 // it was forgotten
}

// AddCount gives a count back that could not be written down.
func (s Sealer) AddCount(n uint64) {
	if c, ok := s.Aead.(*counted); ok {
		c.seals.Add(n)
	}
}

// index hides values that must be found again.
type index struct{ Key []byte }

// Mark is the keyed hash of a value. The label keeps equal values of different
// kinds apart; it holds no zero byte.
func (x index) Mark(label, value string) []byte {
	m := hmac.New(sha256.New, x.Key)
	m.Write([]byte(label))
	m.Write([]byte{0})
	m.Write([]byte(value))
	return m.Sum(nil)[:MarkLength]
}

// MarkLength in bytes: with 2^32 values two of them meet with probability 2^-65.
const MarkLength = 16
