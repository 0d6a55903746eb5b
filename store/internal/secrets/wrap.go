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

// Binding says what of a wrap's key the laptop alone has.
type Binding string

// The bindings.
const (
	// BindingNone: nothing, but for a PIN, whose half is in the keyring since ever.
	BindingNone Binding = ""
	// BindingKeyring: a half in the system's keyring.
	BindingKeyring Binding = "keyring"
	// BindingTPM: a half sealed in the TPM, which it gives to who proves a value that
	// is made of the secret.
	BindingTPM Binding = "tpm"
)

// Wrap is an officer's private key as the officer's secret opens it, where it is bound
// together with the laptop.
type Wrap struct {
	Salt    []byte
	Cost    seal.Argon2Params
	Sealed  []byte
	Binding Binding
	Blob    []byte // the half that the TPM sealed; nil for other bindings
}

// Bound is what the wrap is bound to, for a secret of that method: a PIN is never
// without the keyring.
func (w Wrap) Bound(m Method) Binding {
	if w.Binding == BindingNone && m == MethodPIN {
		return BindingKeyring
	}
	return w.Binding
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
func (w Wrap) Unwrap(officer string, s Secret, h Laptop, holds uint64) (key []byte, with seal.Sealer, err error) {
	forms := s.forms()
	defer clearAll(forms)
	if w.Binding != BindingNone { // of this version: and a TPM counts each try
		forms = forms[:1]
	}
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

// WrapSealer is the key that wraps: HKDF(argon2id(secret) ‖ the laptop's half). A TPM
// gives its half to who proves HKDF(argon2id(secret)); a wrong secret fails there, with
// [siak.KindWrongPassphrase], and the TPM has counted it.
func (w Wrap) WrapSealer(officer string, s Secret, h Laptop) (seal.Sealer, error) {
	if !w.Cost.Sane() {
		return seal.Sealer{}, fault.Damaged("open the officer's key", "impossible cost of the secret")
	}
	stretched := w.Cost.Stretch(s.Text, w.Salt)
	defer clear(stretched)
	half, err := w.half(officer, stretched, s.Method, h)
	if err != nil {
		return seal.Sealer{}, err
	}
	defer clear(half)
	return w.sealer(stretched, s.Method, half), nil
}

// half is the laptop's, nil where the wrap has none.
func (w Wrap) half(officer string, stretched seal.Stretched, m Method, h Laptop) ([]byte, error) {
	switch {
	case w.Binding == BindingTPM && h.TPM == nil:
		return nil, siak.E("ask the TPM", siak.KindNoTPM, nil)
	case w.Binding == BindingTPM:
		auth := stretched.TPMAuth()
		defer clear(auth)
		half, err := h.TPM.Unseal(w.Blob, auth)
		if err == nil && len(half) != seal.KeyLength {
			err = fault.Damaged("ask the TPM", "a half of another length")
		}
		return half, err
	case w.Bound(m) == BindingKeyring:
		return h.get(officer, w.Salt)
	}
	return nil, nil
}

// NewWrap wraps a private key under a secret that was found strong enough, and binds
// it to the laptop where that is wanted. The laptop's half is drawn. It fails with
// [siak.KindNoKeyring] for a PIN that would be bound to nothing.
func NewWrap(officer string, private []byte, s Secret, cost seal.Argon2Params, h Laptop) (Wrap, error) {
	if err := cost.Check(); err != nil {
		return Wrap{}, err
	}
	w := Wrap{Salt: make([]byte, SaltLength), Cost: cost}
	_, _ = rand.Read(w.Salt)
	if h.Binds {
		binding, err := h.Offers()
		if err != nil {
			return Wrap{}, err
		}
		w.Binding = binding
	}
	forms := s.forms()
	defer clearAll(forms)
	stretched := cost.Stretch(forms[0].Text, w.Salt)
	defer clear(stretched)
	half, err := w.newHalf(officer, stretched, s.Method, h)
	if err != nil {
		return Wrap{}, err
	}
	defer clear(half)
	w.Sealed = w.sealer(stretched, s.Method, half).Seal(WrapPlace(officer, WrapsPrivateKey), private, seal.SmallBucket)
	return w, nil
}

// sealer makes the key that wraps. Each binding has a purpose of its own, so that no
// wrap can be taken for one of another binding.
func (w Wrap) sealer(stretched seal.Stretched, m Method, half []byte) seal.Sealer {
	switch {
	case w.Binding == BindingNone && m == MethodPIN:
		return seal.NewSealer(stretched.Key("wrap by PIN and keyring", half))
	case w.Binding == BindingNone:
		return seal.NewSealer(stretched.Key("wrap by passphrase", nil))
	}
	return seal.NewSealer(stretched.Key("wrap by "+string(m)+", bound to "+string(w.Binding), half))
}

// newHalf draws the laptop's half and puts it where the binding says.
func (w *Wrap) newHalf(officer string, stretched seal.Stretched, m Method, h Laptop) (half []byte, err error) {
	switch w.Bound(m) {
	case BindingKeyring:
		return h.create(officer, w.Salt)
	case BindingTPM:
		auth := stretched.TPMAuth()
		defer clear(auth)
		half = seal.NewDataKey()
		w.Blob, err = h.TPM.Seal(half, auth)
	}
	return half, err
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
