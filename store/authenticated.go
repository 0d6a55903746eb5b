package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"time"

	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
)

// authenticated is an officer whose secret was right.
type authenticated struct {
	accounts.Row
	keys *seal.Keys
	// old is set where the account was written by the first program and is to
	// get its key pair: the wrap's key.
	old *seal.Sealer
	// signing is the officer's key for statements; fresh is set where it was drawn
	// now and is to be kept.
	signing ed25519.PrivateKey
	fresh   *accounts.SigningKey
	// bound is set where the account's key was found to be bound less firmly than the
	// laptop can: what is to be written instead.
	bound *boundKey
	// recovered is set where the folder was opened with the recovery code.
	recovered *recovered
}

// open opens the account with the secret.
func (d authenticator) open(ctx context.Context, a accounts.Row, text []byte) (*authenticated, error) {
	h, err := d.laptop(ctx, d.ledger.Reader)
	if err != nil {
		return nil, err
	}
	secret := secrets.Secret{Method: a.Method, Text: text}
	if a.Public == nil {
		data, with, err := a.Wrap.Unwrap(a.Name, secret, h, secrets.WrapsDataKey)
		if err != nil {
			return nil, err
		}
		return &authenticated{Row: a, keys: seal.DeriveKeys(data), old: &with}, nil
	}
	private, _, err := a.Wrap.Unwrap(a.Name, secret, h, secrets.WrapsPrivateKey)
	if err != nil {
		return nil, err
	}
	defer clear(private)
	k, err := d.dataKeys(ctx, a.Name, private)
	if err != nil {
		return nil, err
	}
	e := &authenticated{Row: a, keys: k}
	if err := d.openSigning(ctx, e, private); err != nil {
		k.Wipe()
		return nil, err
	}
	d.bindFirmly(e, secret, h)
	return e, nil
}

// dataKeys opens the data keys that were handed to an officer.
func (d authenticator) dataKeys(ctx context.Context, officer string, private []byte) (*seal.Keys, error) {
	r, err := accounts.ReadRotation(ctx, d.ledger.Reader)
	if err != nil {
		return nil, err
	}
	data, err := d.dataKey(ctx, officer, private, r.Epoch)
	if err != nil {
		return nil, err
	}
	k := seal.DeriveKeys(data)
	k.Epoch = r.Epoch
	if r.Before == 0 {
		return k, nil
	}
	before, err := d.dataKey(ctx, officer, private, r.Before)
	if err != nil {
		k.Wipe()
		return nil, err
	}
	k.SetPrevious(seal.DeriveKeys(before))
	return k, nil
}

func (d authenticator) dataKey(ctx context.Context, officer string, private []byte, epoch int64) ([]byte, error) {
	var sealed []byte
	err := d.ledger.Reader.QueryRowContext(ctx, `SELECT sealed FROM data_keys WHERE officer = ? AND epoch = ?`, officer, epoch).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Damaged("open the data key", "none was handed to this account: a supervisor must reset it")
	}
	if err != nil {
		return nil, err
	}
	return seal.OpenDataKey(private, officer, epoch, sealed)
}

// upgrade gives an account that the first version of the program wrote its key pair.
func (e *authenticated) upgrade(ctx context.Context, tx *sql.Tx, epoch int64, at time.Time) error {
	if e.old == nil {
		return nil
	}
	private, public := seal.NewKeyPair()
	defer clear(private)
	e.Public = public
	e.Wrap.Sealed = e.old.Seal(secrets.WrapPlace(e.Name, secrets.WrapsPrivateKey), private, seal.SmallBucket)
	if err := e.GiveDataKey(ctx, tx, epoch, e.keys.Data); err != nil {
		return err
	}
	e.draw(private, at)
	return e.Save(ctx, tx, e.keys)
}

// recordSignIn finds the station's key, so that the audit can be signed, and
// writes the sign-in down, with what failed before it.
func (s *Store) recordSignIn(ctx context.Context, in *authenticated) error {
	if err := s.loadSigner(ctx); err != nil {
		return err
	}
	err := s.ledger().Write(ctx, "sign in", func(tx *sql.Tx) error {
		if err := in.upgrade(ctx, tx, s.keys.Epoch, s.o.Now()); err != nil {
			return err
		}
		if err := in.keepSigning(ctx, tx, s.keys); err != nil {
			return err
		}
		if err := s.Laptop.saveBound(ctx, tx, in); err != nil {
			return err
		}
		s.signing = in.signing
		me, err := accounts.Find(ctx, tx, in.Name, s.o.Now())
		if err != nil {
			return err
		}
		if s.me = me; !me.Authentic(s.keys) {
			return fault.Damaged("sign in", "the account was changed behind the store's back")
		}
		if err := accounts.ForgetTries(ctx, tx, s.me.Name); err != nil {
			return err
		}
		if err := audit.TakePending(ctx, tx, s.Audit, s.me.Name, in.Tries); err != nil {
			return err
		}
		return audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActSignIn})
	})
	return s.Laptop.boundNow(ctx, in, err)
}

// loadSigner has the audit signed from now on, if the station is enrolled.
func (s *Store) loadSigner(ctx context.Context) error {
	identity, enrolled, err := s.Settings.Identity(ctx)
	if err != nil || !enrolled {
		return err
	}
	s.OfficerKeys.signAt(identity)
	return audit.SignWith(s.Audit, identity.Key)
}
