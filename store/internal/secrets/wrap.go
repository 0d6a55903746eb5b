package secrets

import (
	"crypto/rand"

	"ikd/station/siak"
	"ikd/station/siak/hardening"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
)

// SaltLength is how many random bytes each wrap has to itself (RFC 9106, section 3.1,
// recommends 16).
const SaltLength = 16

// Wrap is an officer's private key as the officer's secret opens it.
type Wrap struct {
	Salt   []byte
	Cost   seal.Argon2Params
	Sealed []byte
}

// What a wrap holds, by the version of its place.
const (
	WrapsDataKey    = 1 // the data key itself, as the first program wrote it
	WrapsPrivateKey = 2 // the officer's private key
)

// WrapPlace names the place of an officer's wrap: it opens for no other account.
func WrapPlace(officer string, holds uint64) seal.Place {
	return seal.Place{Table: "officers", Key: []byte(officer), Version: holds}
}

// Unwrap opens what the wrap holds with the secret that was typed, and gives the
// key that wraps beside it. It fails with [siak.KindWrongPassphrase].
//
// One keyboard gives é as one character, another as e with a mark: a passphrase is
// hashed in NFC. Versions before this one hashed what they were given, so that the
// other forms are tried as well where there are any; each try costs what a wrong
// passphrase does.
func (w Wrap) Unwrap(officer string, s Secret, h KeyringHalves, holds uint64) (key []byte, with seal.Sealer, err error) {
	forms := s.forms()
	defer clearAll(forms)
	for _, form := range forms {
		if with, err = w.WrapSealer(officer, form, h); err != nil {
			break
		}
		if key, err = w.Open(officer, with, holds); siak.KindOf(err) != fault.KindWrongPassphrase {
			break
		}
	}
	return key, with, err
}

// WrapSealer is the key that wraps: HKDF(argon2id(secret) ‖ the keyring's half).
func (w Wrap) WrapSealer(officer string, s Secret, h KeyringHalves) (seal.Sealer, error) {
	if !w.Cost.Sane() {
		return seal.Sealer{}, fault.Damaged("open the officer's key", "impossible cost of the secret")
	}
	if s.Method != MethodPIN {
		return seal.NewSealer(w.Cost.Key(s.Text, w.Salt, nil)), nil
	}
	half, err := h.get(officer, w.Salt)
	if err != nil {
		return seal.Sealer{}, err
	}
	defer clear(half)
	return seal.NewSealer(w.Cost.Key(s.Text, w.Salt, half)), nil
}

// NewWrap wraps a private key under a secret that was found strong enough; a
// PIN's half is drawn.
func NewWrap(officer string, private []byte, s Secret, cost seal.Argon2Params, h KeyringHalves) (Wrap, error) {
	if err := cost.Check(); err != nil {
		return Wrap{}, err
	}
	w := Wrap{Salt: make([]byte, SaltLength), Cost: cost}
	_, _ = rand.Read(w.Salt)
	if s.Method == MethodPIN {
		half, err := h.create(officer, w.Salt)
		if err != nil {
			return Wrap{}, err
		}
		clear(half)
	}
	forms := s.forms()
	defer clearAll(forms)
	with, err := w.WrapSealer(officer, forms[0], h)
	if err != nil {
		return Wrap{}, err
	}
	w.Sealed = with.Seal(WrapPlace(officer, WrapsPrivateKey), private, seal.SmallBucket)
	return w, nil
}

// Open gives what the wrap holds. It fails with [siak.KindWrongPassphrase].
func (w Wrap) Open(officer string, with seal.Sealer, holds uint64) ([]byte, error) {
	const op = "open the officer's key"
	key, err := with.Open(WrapPlace(officer, holds), w.Sealed)
	if err != nil {
		return nil, siak.E(op, fault.KindWrongPassphrase, nil)
	}
	if len(key) != seal.KeyLength {
		return nil, fault.Damaged(op, "a key of another length")
	}
	return hardening.Keep(key), nil
}
