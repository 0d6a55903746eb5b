package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"path/filepath"

	"ikd/station/siak"
)

// entrant is an officer whose secret was right.
type entrant struct {
	account
	keys *keys
	// old is set where the account was written by the first program and is to
	// get its key pair: the wrap's key.
	old *sealer
}

// door lets officers in.
type door struct {
	ledger *file
	o      Options
}

// halves are the folder's; a folder without a name has none yet.
func (d door) halves(ctx context.Context, q querier) (halves, error) {
	id, err := getMeta(ctx, q, metaFolder)
	return d.named(id), err
}

func (d door) named(folder []byte) halves {
	return halves{keyring: d.o.Keyring, folder: hex.EncodeToString(folder)}
}

// admit finds the officer, or the only one where the name is "", and opens the
// keys with the secret. Failures are counted and left on the porch.
func (d door) admit(ctx context.Context, officer string, text []byte) (*entrant, error) {
	if err := d.standing(ctx); err != nil {
		return nil, err
	}
	name, err := d.who(ctx, officer)
	if err != nil {
		return nil, err
	}
	a, err := d.try(ctx, name)
	if err != nil {
		return nil, err
	}
	e, err := d.enter(ctx, a, text)
	if siak.KindOf(err) == siak.KindWrongPassphrase && brokenWrap(ctx, filepath.Dir(d.ledger.path), a) {
		err = damaged("sign in", "the account is not what was written")
	}
	if err != nil {
		return nil, d.failed(ctx, name, subjectSignIn, err)
	}
	return e, nil
}

// standing fails with [siak.KindWiped] where the folder was wiped.
func (d door) standing(ctx context.Context) error {
	const op = "open the store"
	return d.ledger.read(op, func(db *sql.DB) error {
		wiped, err := getMeta(ctx, db, metaWiped)
		if err == nil && wiped != nil {
			err = siak.E(op, siak.KindWiped, nil)
		}
		return err
	})
}

// who is the account's name. A name that there is not is not kept: in a hurry
// one types one's passphrase there.
func (d door) who(ctx context.Context, officer string) (string, error) {
	const op = "find the officer"
	names, err := column[string](ctx, d.ledger.reader,
		`SELECT name FROM officers WHERE name = ?1 OR ?1 = '' AND disabled = 0 LIMIT 2`, officer)
	switch {
	case err != nil:
		return "", err
	case len(names) == 1:
		return names[0], nil
	case len(names) > 1:
		return "", siak.E(op, siak.KindNotFound, errors.New("several accounts: which?"))
	}
	return "", d.failed(ctx, "", subjectNobody, siak.E(op, siak.KindNotFound, errors.New("no such account")))
}

// try counts a try and gives the account that it is made on.
func (d door) try(ctx context.Context, name string) (a account, err error) {
	if d.ledger.readOnly {
		return d.look(ctx, name)
	}
	var refused bool
	var l Lockout
	err = d.ledger.write(ctx, "count the try", func(tx *sql.Tx) error {
		if a, err = findAccount(ctx, tx, name, d.o.Now()); err != nil || a.Disabled {
			return err
		}
		refused, l, err = attempt(ctx, tx, name, d.o.Now())
		return err
	})
	switch {
	case err != nil:
		return a, err
	case a.Disabled:
		return a, d.failed(ctx, name, subjectSignIn, siak.E("sign in", siak.KindNotAllowed, errors.New("the account is disabled")))
	case refused:
		return a, d.failed(ctx, name, subjectSignIn, lockedOut(l))
	}
	return a, nil
}

// look is try where nothing can be counted.
func (d door) look(ctx context.Context, name string) (account, error) {
	a, err := findAccount(ctx, d.ledger.reader, name, d.o.Now())
	switch {
	case err != nil:
		return a, err
	case a.Disabled:
		return a, siak.E("sign in", siak.KindNotAllowed, errors.New("the account is disabled"))
	case a.Lockout.Blocked():
		return a, lockedOut(a.Lockout)
	}
	return a, nil
}

// failed leaves a failure on the porch and gives it back.
func (d door) failed(ctx context.Context, officer, subject string, failure error) error {
	switch siak.KindOf(failure) {
	case siak.KindWrongPassphrase, siak.KindNotFound, siak.KindLockedOut, siak.KindNotAllowed, siak.KindNoKeyring, siak.KindDamaged:
	default:
		return failure
	}
	if d.ledger.readOnly {
		return failure
	}
	return errors.Join(failure, d.ledger.write(ctx, "write a failed sign-in down", func(tx *sql.Tx) error {
		return leave(ctx, tx, Event{At: d.o.Now(), Officer: officer, Kind: siak.KindOf(failure), Subject: subject})
	}))
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
