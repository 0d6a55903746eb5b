package siak

import (
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"strings"
)

// Whom a look-up was about is in the station's audit for the registry alone, so that
// the centre can answer a citizen who asks who looked: HPKE (RFC 9180) in base mode
// with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, to the registry's
// sealing key; the info binds it to the station. Within: the NIKs, filled up with
// zero bytes to MostLookedUp of them, so that the length says nothing.

const (
	// MostLookedUp is how many people one row of an audit can be about.
	MostLookedUp = 5
	nikLength    = 16
)

func lookedUpInfo(station string) []byte { return []byte("ikd-station look-up v1\x00" + station) }

// SealLookedUp seals whom a look-up was about to the registry's X25519 public key; the
// first MostLookedUp. It fails with [KindBadValue] where that is no key.
func SealLookedUp(registry []byte, station string, people []NIK) ([]byte, error) {
	const op = "seal a look-up to the registry"
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(registry)
	if err != nil {
		return nil, E(op, KindBadValue, errors.New("no X25519 key"))
	}
	text := make([]byte, MostLookedUp*nikLength)
	defer clear(text)
	for i, nik := range people[:min(len(people), MostLookedUp)] {
		copy(text[i*nikLength:], nik.Digits())
	}
	sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), lookedUpInfo(station), text)
	if err != nil {
		return nil, E(op, KindBadValue, nil)
	}
	return sealed, nil
}

// OpenLookedUp opens what [SealLookedUp] sealed, with the registry's private key. It
// fails with [KindBadValue] where it was changed or is of another station or key.
func OpenLookedUp(private []byte, station string, sealed []byte) (people []NIK, err error) {
	const op = "open a look-up"
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(private)
	if err != nil {
		return nil, E(op, KindBadValue, errors.New("no X25519 key"))
	}
	text, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), lookedUpInfo(station), sealed)
	if err != nil || len(text) != MostLookedUp*nikLength {
		return nil, E(op, KindBadValue, errors.New("it does not open"))
	}
	for ; len(text) > 0; text = text[nikLength:] {
		digits := strings.TrimRight(string(text[:nikLength]), "\x00")
		if digits == "" {
			continue
		}
		nik, err := RegisteredNIK(digits)
		if err != nil {
			return nil, E(op, KindBadValue, errors.New("it holds no NIK"))
		}
		people = append(people, nik)
	}
	return people, nil
}
