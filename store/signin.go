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
	"ikd/station/store/internal/recoverykey"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// authenticator finds out whether an officer may sign in.
type authenticator struct {
	ledger *sqlitedb.File
	o      Options
}

// laptop is what the laptop adds to the folder's wraps; a folder without a name has
// nothing in the keyring yet.
func (d authenticator) laptop(ctx context.Context, q sqlitedb.Querier) (secrets.Laptop, error) {
	id, err := sqlitedb.GetMeta(ctx, q, ledger.MetaFolder)
	h := d.laptopOf(id)
	if err == nil {
		h.Binds, err = recoverykey.Noted(ctx, q)
	}
	return h, err
}

func (d authenticator) laptopOf(folder []byte) secrets.Laptop {
	return secrets.Laptop{Keyring: d.o.Keyring, TPM: d.o.TPM, Folder: hex.EncodeToString(folder)}
}

// authenticate finds the officer, or the only one where the name is "", and opens the
// keys with the secret. Failures are counted, and written down for the audit to take in.
func (d authenticator) authenticate(ctx context.Context, officer string, text []byte) (*authenticated, error) {
	if err := d.notWiped(ctx); err != nil {
		return nil, err
	}
	name, err := d.accountName(ctx, officer)
	if err != nil {
		return nil, err
	}
	a, err := d.countTry(ctx, name)
	if err != nil {
		return nil, err
	}
	e, err := d.open(ctx, a, text)
	if siak.KindOf(err) == fault.KindWrongPassphrase && recovery.AccountDiffers(ctx, filepath.Dir(d.ledger.Path), a) {
		err = fault.Damaged("sign in", "the account is not what was written")
	}
	if err != nil {
		return nil, errors.Join(d.recordFailure(ctx, name, audit.SubjectSignIn, err), d.uncountTry(ctx, name, err))
	}
	return e, nil
}

// uncountTry takes a try back that could not be made: without the laptop's half nobody
// learns anything of the secret, and an officer shall not be locked out for a TPM.
func (d authenticator) uncountTry(ctx context.Context, name string, failure error) error {
	if d.ledger.ReadOnly || !laptopFails(siak.KindOf(failure)) {
		return nil
	}
	return d.ledger.Write(ctx, "take a try back", func(tx *sql.Tx) error {
		return accounts.UncountTry(ctx, tx, name)
	})
}

// laptopFails reports whether a wrap could not be tried for want of its TPM.
func laptopFails(k siak.Kind) bool {
	switch k {
	case fault.KindNoTPM, fault.KindOtherTPM, fault.KindTPMBusy, fault.KindTPMLockedOut:
		return true
	}
	return false
}

// notWiped fails with [siak.KindWiped] where the folder was wiped.
func (d authenticator) notWiped(ctx context.Context) error {
	const op = "open the store"
	return d.ledger.Read(op, func(db *sql.DB) error {
		wiped, err := sqlitedb.GetMeta(ctx, db, ledger.MetaWiped)
		if err == nil && wiped != nil {
			err = siak.E(op, fault.KindWiped, nil)
		}
		return err
	})
}

// accountName is the account's name. A name that there is not is not kept: in a hurry
// one types one's passphrase there.
func (d authenticator) accountName(ctx context.Context, officer string) (name string, err error) {
	if officer == "" {
		name, err = d.onlyAccount(ctx)
	} else {
		name, err = accounts.Named(ctx, d.ledger.Reader, officer)
	}
	if siak.KindOf(err) == fault.KindNotFound {
		err = d.recordFailure(ctx, "", audit.SubjectNoAccount, err)
	}
	return name, err
}

// onlyAccount is the account that may sign in where there is but one.
func (d authenticator) onlyAccount(ctx context.Context) (string, error) {
	const op = "find the officer"
	names, err := sqlitedb.Column[string](ctx, d.ledger.Reader, `SELECT name FROM officers WHERE disabled = 0 LIMIT 2`)
	switch {
	case err != nil:
		return "", err
	case len(names) == 1:
		return names[0], nil
	case len(names) > 1:
		return "", siak.E(op, fault.KindWhichAccount, nil)
	}
	return "", siak.E(op, fault.KindNotFound, errors.New("no such account"))
}

// countTry counts a try and gives the account that it is made on.
func (d authenticator) countTry(ctx context.Context, name string) (a accounts.Row, err error) {
	if d.ledger.ReadOnly {
		return d.checkLockout(ctx, name)
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
		return a, d.recordFailure(ctx, name, audit.SubjectSignIn, siak.E("sign in", fault.KindNotAllowed, errors.New("the account is disabled")))
	case refused:
		return a, d.recordFailure(ctx, name, audit.SubjectSignIn, accounts.LockedOutError(l))
	}
	return a, nil
}

// checkLockout is countTry where nothing can be written.
func (d authenticator) checkLockout(ctx context.Context, name string) (accounts.Row, error) {
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

// recordFailure writes a failure down for the next sign-in to take into the audit,
// and gives it back.
func (d authenticator) recordFailure(ctx context.Context, officer, subject string, failure error) error {
	kind := siak.KindOf(failure)
	switch kind {
	case fault.KindWrongPassphrase, fault.KindNotFound, fault.KindLockedOut, fault.KindNotAllowed, fault.KindNoKeyring, fault.KindDamaged,
		fault.KindRecoveryWrong:
	default:
		if !laptopFails(kind) {
			return failure
		}
	}
	if d.ledger.ReadOnly {
		return failure
	}
	return errors.Join(failure, d.ledger.Write(ctx, "write a failed sign-in down", func(tx *sql.Tx) error {
		return audit.AppendPending(ctx, tx, audit.Event{At: d.o.Now(), Officer: officer, Kind: kind, Subject: subject})
	}))
}
