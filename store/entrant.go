package store

import (
	"context"
	"database/sql"
	"errors"
)

// entrant is an officer whose secret was right.
type entrant struct {
	account
	keys *keys
	// old is set where the account was written by the first program and is to
	// get its key pair: the wrap's key.
	old *sealer
}

// enter opens the account with the secret.
func (d door) enter(ctx context.Context, a account, text []byte) (*entrant, error) {
	h, err := d.halves(ctx, d.ledger.reader)
	if err != nil {
		return nil, err
	}
	with, err := a.wrap.wrapSealer(a.Name, Secret{a.Method, text}, h)
	if err != nil {
		return nil, err
	}
	if a.public == nil {
		data, err := a.wrap.open(a.Name, with, wrapsData)
		if err != nil {
			return nil, err
		}
		return &entrant{account: a, keys: deriveKeys(data), old: &with}, nil
	}
	private, err := a.wrap.open(a.Name, with, wrapsPrivate)
	if err != nil {
		return nil, err
	}
	defer clear(private)
	k, err := d.keys(ctx, a.Name, private)
	return &entrant{account: a, keys: k}, err
}

// keys opens the data keys that were handed to an officer.
func (d door) keys(ctx context.Context, officer string, private []byte) (*keys, error) {
	r, err := readRotation(ctx, d.ledger.reader)
	if err != nil {
		return nil, err
	}
	data, err := d.dataKey(ctx, officer, private, r.epoch)
	if err != nil {
		return nil, err
	}
	k := deriveKeys(data)
	k.epoch = r.epoch
	if r.before == 0 {
		return k, nil
	}
	before, err := d.dataKey(ctx, officer, private, r.before)
	if err != nil {
		k.wipe()
		return nil, err
	}
	k.keepBefore(deriveKeys(before))
	return k, nil
}

func (d door) dataKey(ctx context.Context, officer string, private []byte, epoch int64) ([]byte, error) {
	var sealed []byte
	err := d.ledger.reader.QueryRowContext(ctx, `SELECT sealed FROM data_keys WHERE officer = ? AND epoch = ?`, officer, epoch).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, damaged("open the data key", "none was handed to this account: a supervisor must reset it")
	}
	if err != nil {
		return nil, err
	}
	return takeOver(private, officer, epoch, sealed)
}

// settleIn makes an account of the first program one of this: with a key pair.
func (e *entrant) settleIn(ctx context.Context, tx *sql.Tx, epoch int64) error {
	if e.old == nil {
		return nil
	}
	private, public := newPair()
	defer clear(private)
	e.public = public
	e.wrap.sealed = e.old.seal(wrapPlace(e.Name, wrapsPrivate), private, smallBucket)
	if err := e.give(ctx, tx, epoch, e.keys.data); err != nil {
		return err
	}
	return e.write(ctx, tx, e.keys)
}

// signedIn finds the station's key, so that the audit can be signed, and
// writes the sign-in down, with what failed before it.
func (s *Store) signedIn(ctx context.Context, in *entrant) error {
	if err := s.findSigner(ctx); err != nil {
		return err
	}
	return s.ledger().write(ctx, "sign in", func(tx *sql.Tx) error {
		if err := in.settleIn(ctx, tx, s.keys.epoch); err != nil {
			return err
		}
		me, err := findAccount(ctx, tx, in.Name, s.o.Now())
		if err != nil {
			return err
		}
		if s.me = me; !me.proven(s.keys) {
			return damaged("sign in", "the account was changed behind the store's back")
		}
		if err := forgiven(ctx, tx, s.me.Name); err != nil {
			return err
		}
		if err := s.Audit.takeIn(ctx, tx, s.me.Name, in.tries); err != nil {
			return err
		}
		return s.Audit.add(ctx, tx, Event{Act: ActSignIn})
	})
}

// findSigner has the audit signed from now on, if the station is enrolled.
func (s *Store) findSigner(ctx context.Context) error {
	identity, enrolled, err := s.Settings.Identity(ctx)
	if err != nil || !enrolled {
		return err
	}
	return s.Audit.signWith(identity.Key)
}
