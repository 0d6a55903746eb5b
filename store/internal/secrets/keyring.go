package secrets

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"ikd/station/store/internal/fault"

	"github.com/zalando/go-keyring"

	"ikd/station/siak"
	"ikd/station/store/internal/seal"
)

// Keyring is a store of small secrets that the system keeps for the user who
// is signed in to it: the Secret Service on Linux, the Credential Manager on
// Windows, the Keychain on macOS.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// SystemKeyring is the system's own.
type SystemKeyring struct{}

// Get implements [Keyring].
func (SystemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Set implements [Keyring], over what was there before.
func (SystemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}

// Delete implements [Keyring].
func (SystemKeyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// keyringService is under which name the halves are kept.
const keyringService = "ikd-station"

// TPM seals secrets so that only this laptop's TPM 2.0 gives them back, to who proves
// a value; [tpm.Device] is one. Its errors have kinds, see package tpm.
type TPM interface {
	// Probe fails with the kind for which it cannot be used.
	Probe() error
	Seal(secret, auth []byte) (blob []byte, err error)
	Unseal(blob, auth []byte) (secret []byte, err error)
}

// Laptop is what a laptop can add to the wraps of one folder.
type Laptop struct {
	Keyring Keyring
	TPM     TPM    // nil: none
	Folder  string // which folder, so that two on one laptop do not mix in the keyring
	// Binds says that new wraps are bound to the laptop as firmly as it can: the
	// folder has a recovery code that somebody has noted.
	Binds bool
}

// Offers is the firmest binding that the laptop has now. It fails with the kind of a
// TPM that is there and cannot be used: nobody shall take less for that.
func (h Laptop) Offers() (Binding, error) {
	if h.TPM != nil {
		if err := h.TPM.Probe(); siak.KindOf(err) != siak.KindNoTPM {
			return BindingTPM, err
		}
	}
	salt := make([]byte, SaltLength)
	half, err := h.create("", salt)
	if err != nil {
		return BindingNone, nil
	}
	clear(half)
	h.Forget("", salt)
	return BindingKeyring, nil
}

// user names a half by folder, account and the salt of the PIN: a PIN that is
// changed gets a half of its own, and the one before is there until that is done.
func (h Laptop) user(officer string, salt []byte) string {
	return h.Folder + "/" + officer + "/" + hex.EncodeToString(salt)
}

// get fetches an officer's half. It fails with [siak.KindNoKeyring]. What the
// system's keyring says is dropped: nobody knows what stands in it.
func (h Laptop) get(officer string, salt []byte) ([]byte, error) {
	const op = "ask the system's keyring"
	text, err := h.Keyring.Get(keyringService, h.user(officer, salt))
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, siak.E(op, fault.KindNoKeyring, errors.New("it has no half of this account's key"))
	}
	if err != nil {
		return nil, siak.E(op, fault.KindNoKeyring, errors.New("it does not answer"))
	}
	half, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(half) != seal.KeyLength {
		return nil, siak.E(op, fault.KindNoKeyring, errors.New("what it holds is no half of a key"))
	}
	return half, nil
}

// create makes a new half, which replaces the one before, and reads it back: a
// keyring that forgets would lock the officer out.
func (h Laptop) create(officer string, salt []byte) ([]byte, error) {
	half := make([]byte, seal.KeyLength)
	_, _ = rand.Read(half)
	if err := h.Keyring.Set(keyringService, h.user(officer, salt), base64.RawStdEncoding.EncodeToString(half)); err != nil {
		return nil, siak.E("ask the system's keyring", fault.KindNoKeyring, errors.New("it takes nothing in"))
	}
	kept, err := h.get(officer, salt)
	if err != nil {
		return nil, err
	}
	clear(half)
	return kept, nil
}

// Forget takes an officer's half out, as far as the keyring lets us.
func (h Laptop) Forget(officer string, salt []byte) {
	_ = h.Keyring.Delete(keyringService, h.user(officer, salt))
}
