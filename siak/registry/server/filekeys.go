package server

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"

	"ikd/station/siak"
)

// settingFileKey is where the private key stands that opens files by hand which
// are for the registry.
const settingFileKey = "file_key"

// fileKey is the registry's key for files by hand (X25519). It is made where
// there is none: a registry of an earlier version has none.
func (r *KeyService) fileKey(ctx context.Context) (key *ecdh.PrivateKey, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		key, err = loadFileKey(tx)
		return err
	})
	if err != nil || key != nil {
		return key, at("read the key for files", err)
	}
	fresh, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return nil, at("make a key for files", err)
	}
	err = r.store.Write(ctx, func(tx Tx) error {
		if key, err = loadFileKey(tx); err != nil || key != nil {
			return err // somebody was first
		}
		key = fresh
		return tx.SetSetting(settingFileKey, fresh.Bytes())
	})
	return key, at("make a key for files", err)
}

// loadFileKey gives nil where there is none.
func loadFileKey(tx Tx) (*ecdh.PrivateKey, error) {
	raw, err := tx.Setting(settingFileKey)
	if err != nil || raw == nil {
		return nil, err
	}
	key, err := ecdh.X25519().NewPrivateKey(raw)
	if err != nil {
		return nil, damagedKeys()
	}
	return key, nil
}

// fileRecipientLength is of an X25519 public key (RFC 7748).
const fileRecipientLength = 32

// settingRecipient is where a station's public key for files stands.
func settingRecipient(station string) string { return "file_recipient/" + station }

// setFileRecipient notes a station's public key for files; none leaves the one
// that there is. It fails with refused.
func (r *KeyService) setFileRecipient(ctx context.Context, station string, key []byte) error {
	const op = "note a key for files"
	if len(key) == 0 {
		return nil
	}
	if len(key) != fileRecipientLength {
		return siak.E(op, siak.KindRefused, nil)
	}
	return at(op, r.store.Write(ctx, func(tx Tx) error { return tx.SetSetting(settingRecipient(station), key) }))
}
