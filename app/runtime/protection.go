package runtime

import (
	"context"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// protectionOf is what the registry is told of how a folder is protected; "" where that
// cannot be read.
func protectionOf(ctx context.Context, s *store.Store) siak.KeyProtection {
	p, err := s.Laptop.Protection(ctx)
	if err != nil {
		return ""
	}
	return ProtectionOf(p)
}

// ProtectionOf is a folder's protection as one word: of the account that is bound least.
func ProtectionOf(p store.Protection) siak.KeyProtection {
	switch p.Weakest {
	case store.BindingTPM:
		return siak.ProtectedByTPM
	case store.BindingKeyring:
		return siak.ProtectedByKeyring
	default:
		return siak.ProtectedByPassphrase
	}
}

// TellProtection has the registry told at the next contact how the folder is
// protected now.
func TellProtection(ctx context.Context, st *Station) {
	st.Client.SetProtection(protectionOf(ctx, st.Store))
}

// NoteRecoveryCode says, for a supervisor, that the recovery code that was made last is
// on paper, and binds the officer's account to the laptop. A secret that is wrong is
// told before anything is noted.
func NoteRecoveryCode(ctx context.Context, st *Station, secret []byte) error {
	if err := st.Store.Laptop.Bind(ctx, secret); err != nil { // binds nothing yet where there was no code
		return err
	}
	if err := st.Store.Laptop.NoteRecoveryCode(ctx); err != nil {
		return err
	}
	err := st.Store.Laptop.Bind(ctx, secret)
	TellProtection(ctx, st)
	st.RotateNow()
	return err
}

// tlsKeyMaker gives a station a key for TLS in the laptop's TPM, once its officer is
// bound to it. The key is made once: a registry of the version before, which does not
// certify it, is asked again when the program is started the next time.
type tlsKeyMaker struct {
	station *Station
	made    *store.TPMKey
}

// forIdentity is the identity with the key that its next renewal is to have certified.
func (m *tlsKeyMaker) forIdentity(ctx context.Context, id registry.Identity) registry.Identity {
	if id.TLSKey != nil || m.made != nil {
		return id
	}
	p, err := m.station.Store.Laptop.Protection(ctx)
	if err != nil || p.Own != store.BindingTPM {
		return id
	}
	if key, err := store.NewTPMKey(store.SystemTPM()); err == nil { // else at a later contact
		m.made, id.TLSKey = key, key
	}
	return id
}
