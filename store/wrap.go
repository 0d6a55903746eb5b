package store

import (
	"crypto/rand"

	"ikd/station/siak"
)

const saltLength = 16

// wrap is an officer's private key as the officer's secret opens it.
type wrap struct {
	salt   []byte
	cost   Argon2Params
	sealed []byte
}

// What a wrap holds, by the version of its place.
const (
	wrapsData    = 1 // the data key itself, as the first program wrote it
	wrapsPrivate = 2 // the officer's private key
)

// wrapPlace names the place of an officer's wrap: it opens for no other account.
func wrapPlace(officer string, holds uint64) place {
	return place{table: "officers", key: []byte(officer), version: holds}
}

// wrapSealer is the key that wraps: HKDF(argon2id(secret) ‖ the keyring's half).
func (w wrap) wrapSealer(officer string, s Secret, h halves) (sealer, error) {
	if !w.cost.sane() {
		return sealer{}, damaged("open the officer's key", "impossible cost of the secret")
	}
	if s.Method != MethodPIN {
		return newSealer(w.cost.key(s.Text, w.salt, nil)), nil
	}
	half, err := h.get(officer, w.salt)
	if err != nil {
		return sealer{}, err
	}
	defer clear(half)
	return newSealer(w.cost.key(s.Text, w.salt, half)), nil
}

// newWrap wraps a private key under a secret that was found strong enough; a
// PIN's half is drawn.
func newWrap(officer string, private []byte, s Secret, cost Argon2Params, h halves) (wrap, error) {
	if err := cost.check(); err != nil {
		return wrap{}, err
	}
	w := wrap{salt: make([]byte, saltLength), cost: cost}
	_, _ = rand.Read(w.salt)
	if s.Method == MethodPIN {
		half, err := h.draw(officer, w.salt)
		if err != nil {
			return wrap{}, err
		}
		clear(half)
	}
	with, err := w.wrapSealer(officer, s, h)
	if err != nil {
		return wrap{}, err
	}
	w.sealed = with.seal(wrapPlace(officer, wrapsPrivate), private, smallBucket)
	return w, nil
}

// open gives what the wrap holds. It fails with [siak.KindWrongPassphrase].
func (w wrap) open(officer string, with sealer, holds uint64) ([]byte, error) {
	const op = "open the officer's key"
	key, err := with.open(wrapPlace(officer, holds), w.sealed)
	if err != nil {
		return nil, siak.E(op, siak.KindWrongPassphrase, nil)
	}
	if len(key) != keyLength {
		return nil, damaged(op, "a key of another length")
	}
	return key, nil
}
