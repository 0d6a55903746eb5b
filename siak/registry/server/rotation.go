package server

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/wire"
)

var errNoRegister = errors.New("the register has no key: `keys rotate register`, or `keys request register`")

// Scrubber is a storage that can overwrite what was deleted from it: keys that
// stood in clear are gone from its files afterwards.
type Scrubber interface {
	Scrub(ctx context.Context) error
}

// prepare wraps what an earlier version left in clear, and reads the keys.
func (r *KeyService) prepare(ctx context.Context) error {
	adopted := false
	err := r.store.Read(ctx, func(tx Tx) error {
		records, err := tx.KeyRecords()
		if err == nil && len(records) > 0 {
			return nil
		}
		made, err2 := Created(tx)
		adopted = made
		return errors.Join(err, err2)
	})
	if err != nil {
		return err
	}
	if adopted {
		err := r.store.Write(ctx, func(tx Tx) (err error) {
			adopted, err = Adopt(tx, r.o.Wrapping, r.o.Now())
			return err
		})
		if err != nil {
			return err
		}
	}
	if s, ok := r.store.(Scrubber); ok && adopted {
		if err := s.Scrub(ctx); err != nil {
			return err
		}
		r.o.Log.Info("the registry's keys were wrapped", "wrapping_key", r.o.Wrapping.ID())
	}
	return r.ReloadKeys(ctx)
}

// ReloadKeys reads the keys anew: another program may have rotated one.
func (r *KeyService) ReloadKeys(ctx context.Context) error {
	var ring *keys.Ring
	err := r.store.Read(ctx, func(tx Tx) (err error) {
		ring, err = LoadKeys(tx, r.o.Wrapping, r.o.Now)
		return err
	})
	if err != nil {
		return at("read keys", err)
	}
	r.ring.Store(ring)
	return nil
}

// keysEvery is how often a running registry looks whether its keys were changed.
const keysEvery = 5 * time.Second

// followKeys reads the keys anew when another program, or another replica, has
// changed them, until ctx ends.
func (r *KeyService) followKeys(ctx context.Context) {
	tick := time.NewTicker(keysEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var version int64
		err := r.store.Read(ctx, func(tx Tx) (err error) {
			version, err = tx.Number(numberKeys)
			return err
		})
		if err == nil && uint64(version) != r.Keys().Version {
			err = r.ReloadKeys(ctx)
		}
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("the keys cannot be read anew", "error", err)
		}
	}
}

// Keys are the registry's own, as they were read last.
func (c *core) Keys() *keys.Ring { return c.ring.Load() }

// Rotate makes what takes the place of the keys of a kind that are in use, to
// come into use at a time. Stations hear of it at their next contact. It gives the
// new keys. It fails with not-set-up where the authority's key is kept elsewhere.
func (r *KeyService) Rotate(ctx context.Context, kind keys.Kind, from time.Time) (made []keys.Record, err error) {
	err = r.changeKeys(ctx, "rotate a key", func(ring keys.Rotator) ([]keys.Record, error) {
		made, err = ring.Rotate(kind, from)
		return made, err
	})
	return made, err
}

// AskForKey makes a key whose certificate is to be signed where the authority's
// key is.
func (r *KeyService) AskForKey(ctx context.Context, kind keys.Kind, from time.Time) (q keys.Request, err error) {
	err = r.changeKeys(ctx, "ask for a certificate", func(ring keys.Rotator) ([]keys.Record, error) {
		var rec keys.Record
		rec, q, err = ring.Ask(kind, from)
		return []keys.Record{rec}, err
	})
	return q, err
}

// InstallCertificate puts the certificate (DER) that was signed elsewhere to its key.
func (r *KeyService) InstallCertificate(ctx context.Context, der []byte) (rec keys.Record, err error) {
	err = r.changeKeys(ctx, "install a certificate", func(ring keys.Rotator) ([]keys.Record, error) {
		rec, err = ring.Install(der)
		return []keys.Record{rec}, err
	})
	return rec, err
}

// DetachAuthority takes the authority's private key (PKCS #8) out of the storage,
// after keep has kept it. AttachAuthority brings it back.
func (r *KeyService) DetachAuthority(ctx context.Context, keep func(pkcs8 []byte) error) error {
	_, key, err := keys.Rotator{Ring: r.Keys()}.Detach()
	if err != nil {
		return err
	}
	if err := keep(key); err != nil {
		return err
	}
	err = r.changeKeys(ctx, "take the authority's key out", func(ring keys.Rotator) ([]keys.Record, error) {
		rec, _, err := ring.Detach()
		return []keys.Record{rec}, err
	})
	if s, ok := r.store.(Scrubber); ok && err == nil {
		err = s.Scrub(ctx)
	}
	return err
}

// AttachAuthority brings the authority's private key (PKCS #8) back.
func (r *KeyService) AttachAuthority(ctx context.Context, pkcs8 []byte) error {
	return r.changeKeys(ctx, "bring the authority's key back", func(ring keys.Rotator) ([]keys.Record, error) {
		rec, err := ring.Attach(pkcs8)
		return []keys.Record{rec}, err
	})
}

// Rewrap wraps the keys under another key from outside. Every program that serves
// the registry must be given that one: they go on with what they have read until
// they are started again.
func (r *KeyService) Rewrap(ctx context.Context, wrap *keys.Wrapping) error {
	err := r.changeKeys(ctx, "wrap the keys anew", func(ring keys.Rotator) ([]keys.Record, error) { return ring.Rewrap(wrap) })
	if s, ok := r.store.(Scrubber); ok && err == nil {
		err = s.Scrub(ctx)
	}
	return err
}

// changeKeys keeps the keys that f makes of those that there are, in one
// transaction, and uses them.
func (r *KeyService) changeKeys(ctx context.Context, op string, f func(keys.Rotator) ([]keys.Record, error)) error {
	var changed []keys.Record
	err := r.store.Write(ctx, func(tx Tx) error {
		ring, err := LoadKeys(tx, r.o.Wrapping, r.o.Now)
		if err != nil {
			return err
		}
		if changed, err = f(keys.Rotator{Ring: ring}); err != nil {
			return err
		}
		return putKeys(tx, changed)
	})
	if err != nil {
		return at(op, err)
	}
	for _, rec := range changed {
		r.o.Log.Info("a key was changed", "kind", rec.Kind, "id", rec.ID, "from", rec.From, "to", rec.To)
	}
	if err := r.ReloadKeys(ctx); err != nil && op != "wrap the keys anew" {
		return err
	}
	return nil
}

// signWipe signs an order to wipe: for one station's key, once.
func (c *core) signWipe(station string, key crypto.PublicKey, o siak.WipeOrder) (siak.WipeOrder, error) {
	public, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return o, err
	}
	k, signer := c.Keys().Signer(keys.Wipe)
	text := wire.WipeText(station, sha256.Sum256(public), o)
	o.Certificate = k.Certificate
	o.Signature, err = signer.Sign(nil, text, crypto.Hash(0)) // PureEdDSA
	return o, err
}
