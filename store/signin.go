package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"path/filepath"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// door lets officers in.
type door struct {
	ledger *sqlitedb.File
	o      Options
}

// halves are the folder's; a folder without a name has none yet.
func (d door) halves(ctx context.Context, q sqlitedb.Querier) (secrets.KeyringHalves, error) {
	id, err := sqlitedb.GetMeta(ctx, q, ledger.MetaFolder)
	return d.named(id), err
}

func (d door) named(folder []byte) secrets.KeyringHalves {
	return secrets.KeyringHalves{Keyring: d.o.Keyring, Folder: hex.EncodeToString(folder)}
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
	if siak.KindOf(err) == fault.KindWrongPassphrase && recovery.WrapDiffers(ctx, filepath.Dir(d.ledger.Path), a) {
		err = fault.Damaged("sign in", "the account is not what was written")
	}
	if err != nil {
		return nil, d.failed(ctx, name, audit.SubjectSignIn, err)
	}
	return e, nil
}

// standing fails with [siak.KindWiped] where the folder was wiped.
func (d door) standing(ctx context.Context) error {
	const op = "open the store"
	return d.ledger.Read(op, func(db *sql.DB) error {
		wiped, err := sqlitedb.GetMeta(ctx, db, ledger.MetaWiped)
		if err == nil && wiped != nil {
			err = siak.E(op, fault.KindWiped, nil)
		}
		return err
	})
}

// who is the account's name. A name that there is not is not kept: in a hurry
// one types one's passphrase there.
func (d door) who(ctx context.Context, officer string) (string, error) {
	const op = "find the officer"
	names, err := sqlitedb.Column[string](ctx, d.ledger.Reader,
		`SELECT name FROM officers WHERE name = ?1 OR ?1 = '' AND disabled = 0 LIMIT 2`, officer)
	switch {
	case err != nil:
		return "", err
	case len(names) == 1:
		return names[0], nil
	case len(names) > 1:
		return "", siak.E(op, fault.KindWhichAccount, nil)
	}
	return "", d.failed(ctx, "", audit.SubjectNoAccount, siak.E(op, fault.KindNotFound, errors.New("no such account")))
}

// try counts a try and gives the account that it is made on.
func (d door) try(ctx context.Context, name string) (a accounts.Row, err error) {
	if d.ledger.ReadOnly {
		return d.look(ctx, name)
	}
	var refused bool
	var l accounts.Lockout
	err = d.ledger.Write(ctx, "count the try", func(tx *sql.Tx) error {
		if a, err = accounts.Find(ctx, tx, name, d.o.Now()); err != nil || a.Disabled {
			return err
		}
		refused, l, err = accounts.CountTry(ctx, tx, name, d.o.Now())
		return err
	})
	switch {
	case err != nil:
		return a, err
	case a.Disabled:
		return a, d.failed(ctx, name, audit.SubjectSignIn, siak.E("sign in", fault.KindNotAllowed, errors.New("the account is disabled")))
	case refused:
		return a, d.failed(ctx, name, audit.SubjectSignIn, accounts.LockedOutError(l))
	}
	return a, nil
}

// look is try where nothing can be counted.
func (d door) look(ctx context.Context, name string) (accounts.Row, error) {
	a, err := accounts.Find(ctx, d.ledger.Reader, name, d.o.Now())
	switch {
	case err != nil:
		return a, err
	case a.Disabled:
		return a, siak.E("sign in", fault.KindNotAllowed, errors.New("the account is disabled"))
	case a.Lockout.Blocked():
		return a, accounts.LockedOutError(a.Lockout)
	}
	return a, nil
}

// failed leaves a failure on the porch and gives it back.
func (d door) failed(ctx context.Context, officer, subject string, failure error) error {
	switch siak.KindOf(failure) {
	case fault.KindWrongPassphrase, fault.KindNotFound, fault.KindLockedOut, fault.KindNotAllowed, fault.KindNoKeyring, fault.KindDamaged:
	default:
		return failure
	}
	if d.ledger.ReadOnly {
		return failure
	}
	return errors.Join(failure, d.ledger.Write(ctx, "write a failed sign-in down", func(tx *sql.Tx) error {
		return audit.AppendPending(ctx, tx, audit.Event{At: d.o.Now(), Officer: officer, Kind: siak.KindOf(failure), Subject: subject})
	}))
}
