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

func (SystemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (SystemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}
func (SystemKeyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// keyringService is under which name the halves are kept.
const keyringService = "ikd-station"

// KeyringHalves keeps the second halves of one folder's PINs.
type KeyringHalves struct {
	Keyring Keyring
	Folder  string // which folder, so that two on one laptop do not mix
}

// user names a half by folder, account and the salt of the PIN: a PIN that is
// changed gets a half of its own, and the one before is there until that is done.
func (h KeyringHalves) user(officer string, salt []byte) string {
	return h.Folder + "/" + officer + "/" + hex.EncodeToString(salt)
}

// get fetches an officer's half. It fails with [siak.KindNoKeyring]. What the
// system's keyring says is dropped: nobody knows what stands in it.
func (h KeyringHalves) get(officer string, salt []byte) ([]byte, error) {
	const op = "ask the system's keyring"
	text, err := h.Keyring.Get(keyringService, h.user(officer, salt))
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, siak.E(op, fault.KindNoKeyring, errors.New("it has no half of this account's PIN"))
	}
	if err != nil {
		return nil, siak.E(op, fault.KindNoKeyring, errors.New("it does not answer"))
	}
	half, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(half) != seal.KeyLength {
		return nil, siak.E(op, fault.KindNoKeyring, errors.New("what it holds is no half of a PIN"))
	}
	return half, nil
}

// create makes a new half, which replaces the one before, and reads it back: a
// keyring that forgets would lock the officer out.
func (h KeyringHalves) create(officer string, salt []byte) ([]byte, error) {
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
func (h KeyringHalves) Forget(officer string, salt []byte) {
	_ = h.Keyring.Delete(keyringService, h.user(officer, salt))
}
