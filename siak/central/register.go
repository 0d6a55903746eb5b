package central

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"net/url"

	"ikd/station/siak"
	"ikd/station/siak/registry/wire"
)

// Settings of what speaks for the registry where it is not at the other end of
// the line itself: the register's certificate and key, which seal, and the key
// that files for the registry are encrypted to.
const (
	settingRegister    = "register"
	settingRegisterKey = "register_key"
	settingFileKey     = "file_key"
)

// register is what the registry seals with and opens files with.
type register struct {
	seal wire.Sealer
	file *ecdh.PrivateKey
}

// openRegister reads the register's keys and makes those that there are not: a
// registry of an earlier version has none.
func (r *Registry) openRegister(ctx context.Context) (reg register, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		reg, err = loadRegister(tx)
		return err
	})
	if err != nil || reg.file != nil {
		return reg, at("read the register's keys", err)
	}
	err = r.store.Write(ctx, func(tx Tx) error {
		if reg, err = loadRegister(tx); err != nil || reg.file != nil {
			return err // another replica was first
		}
		if err := r.makeRegister(tx); err != nil {
			return err
		}
		reg, err = loadRegister(tx)
		return err
	})
	return reg, at("make the register's keys", err)
}

// loadRegister gives nothing where there are none.
func loadRegister(tx Tx) (reg register, err error) {
	var key, file []byte
	for name, into := range map[string]*[]byte{
		settingRegister: &reg.seal.Certificate, settingRegisterKey: &key, settingFileKey: &file,
	} {
		if *into, err = tx.Setting(name); err != nil {
			return reg, err
		}
	}
	if file == nil {
		return register{}, nil
	}
	if reg.seal.Key, err = ParseKey(key); err != nil {
		return reg, err
	}
	if reg.file, err = ecdh.X25519().NewPrivateKey(file); err != nil {
		return reg, damagedKeys()
	}
	return reg, nil
}

// makeRegister makes both keys.
func (r *Registry) makeRegister(tx Tx) error {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	role, err := url.Parse(wire.RegisterRole)
	if err != nil {
		return err
	}
	cert, err := certify(certificate{subject: "register", now: r.o.Now(), role: role, usage: x509.ExtKeyUsageAny},
		public, r.keys.authority, r.keys.authorityKey)
	if err != nil {
		return err
	}
	file, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	for name, value := range map[string][]byte{
		settingRegister: cert, settingRegisterKey: MarshalKey(key), settingFileKey: file.Bytes(),
	} {
		if err := tx.SetSetting(name, value); err != nil {
			return err
		}
	}
	return nil
}

// fileRecipientLength is of an X25519 public key (RFC 7748).
const fileRecipientLength = 32

// settingRecipient is where a station's public key for files stands.
func settingRecipient(station string) string { return "file_recipient/" + station }

// setFileRecipient notes a station's public key for files; none leaves the one
// that there is. It fails with refused.
func (r *Registry) setFileRecipient(ctx context.Context, station string, key []byte) error {
	const op = "note a key for files"
	if len(key) == 0 {
		return nil
	}
	if len(key) != fileRecipientLength {
		return siak.E(op, siak.KindRefused, nil)
	}
	return at(op, r.store.Write(ctx, func(tx Tx) error { return tx.SetSetting(settingRecipient(station), key) }))
}
