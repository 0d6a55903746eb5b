package transfer

import (
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"strings"

	"filippo.io/age"

	"ikd/station/siak"
)

// NewKey makes a private key for files (X25519, RFC 7748, 32 bytes).
func NewKey() []byte {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // the system has no randomness
	}
	return key.Bytes()
}

// PublicKey is what files are encrypted to whose receiver has the private key:
// the contract's file_recipient. It fails with [siak.KindNoFileKey].
func PublicKey(private []byte) ([]byte, error) {
	key, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		return nil, noKey()
	}
	return key.PublicKey().Bytes(), nil
}

func noKey() error {
	return siak.E("read a key for files", siak.KindNoFileKey, errors.New("not an X25519 key"))
}

// age takes its keys as text only.
func recipient(public []byte) (*age.X25519Recipient, error) {
	if len(public) != 32 {
		return nil, noKey()
	}
	r, err := age.ParseX25519Recipient(bech32("age", public))
	if err != nil {
		return nil, noKey()
	}
	return r, nil
}

func identity(private []byte) (*age.X25519Identity, error) {
	if len(private) != 32 {
		return nil, noKey()
	}
	i, err := age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", private)))
	if err != nil { // dropped: it could quote the key
		return nil, noKey()
	}
	return i, nil
}

// bech32Letters are the alphabet of BIP 173.
const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 encodes as BIP 173 says, in lower case.
func bech32(prefix string, data []byte) string {
	values := fives(data)
	sum := bech32Sum(prefix, append(values[:len(values):len(values)], 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		values = append(values, byte(sum>>(5*(5-i)))&31)
	}
	text := []byte(prefix + "1")
	for _, v := range values {
		text = append(text, bech32Letters[v])
	}
	return string(text)
}

// fives cuts bytes into groups of five bits, the last filled with zeros.
func fives(data []byte) (out []byte) {
	var held, bits uint
	for _, b := range data {
		held, bits = held<<8|uint(b), bits+8
		for ; bits >= 5; bits -= 5 {
			out = append(out, byte(held>>(bits-5))&31)
		}
		held &= 1<<bits - 1
	}
	if bits > 0 {
		out = append(out, byte(held<<(5-bits))&31)
	}
	return out
}

// bech32Sum is the checksum's polynomial over the prefix and the values.
func bech32Sum(prefix string, values []byte) uint32 {
	sum := uint32(1)
	add := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range []byte(prefix) {
		add(c >> 5)
	}
	add(0)
	for _, c := range []byte(prefix) {
		add(c & 31)
	}
	for _, v := range values {
		add(v)
	}
	return sum
}
