package cache

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"ikd/station/siak"
	"ikd/station/store/internal/seal"
)

// bulkSealer hashes and seals residents one after another with as little waste
// as possible: a city has 1.4 million of them. It is for one goroutine and for
// within the store's lifetime.
type bulkSealer struct {
	keys            *seal.Keys
	mac             hash.Hash
	sum, text, word []byte
}

func newBulkSealer(k *seal.Keys) *bulkSealer {
	return &bulkSealer{keys: k, mac: hmac.New(sha256.New, k.CacheIndex.Key)}
}

// mark is [index.mark] as a number.
func (b *bulkSealer) mark(label string, value []byte) uint64 {
	b.mac.Reset()
	b.word = append(append(append(b.word[:0], label...), 0), value...)
	b.mac.Write(b.word)
	b.sum = b.mac.Sum(b.sum[:0])
	return binary.BigEndian.Uint64(b.sum)
}

// key is where a person's row of a partition stands.
func (b *bulkSealer) key(nik siak.NIK, partition int64) int64 {
	b.text = append(b.text[:0], nik.Digits()...)
	return int64(b.mark("nik", b.text)>>(64-hashBits)<<partitionBits) | partition
}

// resident appends the sealed row of a person.
func (b *bulkSealer) resident(dst []byte, key int64, r siak.Resident) ([]byte, error) {
	text, err := EncodeResident(r)
	if err != nil {
		return nil, err
	}
	padded := seal.Pad(text, seal.ResidentBucket)
	sealed := b.keys.CacheSeal.Aead.Seal(dst, nil, padded, ResidentPlace(key, r.Version).Additional())
	clear(text)
	clear(padded)
	return sealed, nil
}

// tokens are the numbers under which a person is found by name and birth date:
// one for each word, a keyed hash of 63 bits of word and date. The date is in it
// so that no token tells of a common name: even MUHAMAD has another one for each
// day.
func (b *bulkSealer) tokens(words []string, birth siak.Date) []int64 {
	var date [6]byte
	binary.BigEndian.PutUint32(date[:], uint32(birth.Year))
	date[4], date[5] = byte(birth.Month), byte(birth.Day)
	all := make([]int64, 0, len(words))
	for _, word := range words {
		b.text = append(append(b.text[:0], date[:]...), word...)
		all = append(all, int64(b.mark("name", b.text)>>1))
	}
	return all
}
