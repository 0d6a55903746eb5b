package transfer

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"errors"
	"strings"

	"filippo.io/age"

	"ikd/station/siak"
)

// A key for files has two halves: X25519 (RFC 7748), and behind it ML-KEM-768 with
// X25519 (HPKE's KEM 0x647a), so that a file which is copied today is not opened
// by a quantum computer later. A key of an earlier version has the first alone:
// files to it are encrypted as ever.
const (
	privateLength = 32   // of either half
	classicLength = 32   // of a public key of X25519
	HybridLength  = 1216 // of a public key of ML-KEM-768 with X25519
)

// NewKey makes a private key for files, of 64 bytes.
func NewKey() []byte {
	key := make([]byte, 2*privateLength)
	_, _ = rand.Read(key) // never fails since Go 1.24
	return key
}

// Completed is a private key for files with both halves: one of an earlier version
// keeps the half that it has.
func Completed(private []byte) []byte {
	return append(bytes.Clone(private), NewKey()[len(private):]...)
}

// Halves are the two halves of a public key for files; the second is nil for a key
// of an earlier version.
func Halves(public []byte) (classic, hybrid []byte) {
	if len(public) <= classicLength {
		return public, nil
	}
	return public[:classicLength], public[classicLength:]
}

// PublicKey is what files are encrypted to whose receiver has the private key:
// the contract's file_recipient, and behind it hybrid_file_recipient where the
// key has both halves. It fails with [siak.KindNoFileKey].
func PublicKey(private []byte) ([]byte, error) {
	if len(private) != privateLength && len(private) != 2*privateLength {
		return nil, noKey()
	}
	key, err := ecdh.X25519().NewPrivateKey(private[:privateLength])
	if err != nil {
		return nil, noKey()
	}
	public := key.PublicKey().Bytes()
	if len(private) == privateLength {
		return public, nil
	}
	hybrid, err := hpke.MLKEM768X25519().NewPrivateKey(private[privateLength:])
	if err != nil {
		return nil, noKey()
	}
	return append(public, hybrid.PublicKey().Bytes()...), nil
}

func noKey() error {
	return siak.E("read a key for files", siak.KindNoFileKey, errors.New("not a key for files"))
}

// recipient is the hybrid half of a public key where there is one, never both: age
// refuses to mix them, for a file is as strong as its weakest recipient. age takes
// its keys as text only.
func recipient(public []byte) (r age.Recipient, err error) {
	switch len(public) {
	case classicLength:
		r, err = age.ParseX25519Recipient(bech32("age", public))
	case classicLength + HybridLength:
		r, err = age.ParseHybridRecipient(bech32("age1pq", public[classicLength:]))
	default:
		return nil, noKey()
	}
	if err != nil {
		return nil, noKey()
	}
	return r, nil
}

// identities are the halves of private keys, each of which opens files of its own.
func identities(private ...[]byte) (all []age.Identity, err error) {
	for _, p := range private {
		if len(p) != privateLength && len(p) != 2*privateLength {
			return nil, noKey()
		}
		classic, err := age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", p[:privateLength])))
		if err != nil { // dropped: it could quote the key
			return nil, noKey()
		}
		if all = append(all, classic); len(p) == privateLength {
			continue
		}
		hybrid, err := age.ParseHybridIdentity(strings.ToUpper(bech32("age-secret-key-pq-", p[privateLength:])))
		if err != nil {
			return nil, noKey()
		}
		all = append(all, hybrid)
	}
	if len(all) == 0 {
		return nil, noKey()
	}
	return all, nil
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
