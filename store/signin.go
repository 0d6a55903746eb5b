package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"path/filepath"

	"ikd/station/siak"
)

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
