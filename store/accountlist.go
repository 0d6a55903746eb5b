package store

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/sqlitedb"
)

// Officers lists the names of the accounts that may sign in, in order, for the
// sign-in screen; it needs no passphrase. It fails with [siak.KindNotSetUp] and
// [siak.KindWiped].
func Officers(ctx context.Context, dir string) ([]string, error) {
	all, err := ListAccounts(ctx, dir, nil)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, a := range all {
		if !a.Disabled {
			names = append(names, a.Name)
		}
	}
	return names, nil
}

// ListAccounts lists all accounts, in order of their names, with what stands in
// clear; it needs no passphrase, and no ledger that is whole. now is the clock that
// a lockout is judged by, [time.Now] where nil. It fails as [Officers].
func ListAccounts(ctx context.Context, dir string, now func() time.Time) (all []accounts.Account, err error) {
	if now == nil {
		now = time.Now
	}
	rows, err := ledgerAccounts(ctx, dir, now())
	if siak.KindOf(err) == fault.KindDamaged {
		if spare, unread := copiedAccounts(ctx, dir, now()); unread == nil {
			rows, err = spare, nil
		}
	}
	for _, a := range rows {
		all = append(all, a.Account)
	}
	return all, err
}

func ledgerAccounts(ctx context.Context, dir string, now time.Time) (rows []accounts.Row, err error) {
	const op = "list officers"
	db, err := ledger.Peek(ctx, dir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer func() { err = fault.Wrap(op, errors.Join(err, db.Close())) }()
	if wiped, err := sqlitedb.GetMeta(ctx, db, ledger.MetaWiped); err != nil || wiped != nil {
		return nil, cmp.Or(err, siak.E(op, fault.KindWiped, nil))
	}
	rows, err = accounts.Peek(ctx, db, now)
	if err == nil && len(rows) == 0 {
		err = fault.Damaged(op, "no officer")
	}
	return rows, err
}

// copiedAccounts lists the accounts where the ledger cannot.
func copiedAccounts(ctx context.Context, dir string, now time.Time) ([]accounts.Row, error) {
	db := recovery.OpenCopy(ctx, dir)
	if db == nil {
		return nil, fault.Damaged("list officers", "there is no recovery copy")
	}
	all, err := accounts.Peek(ctx, db, now)
	return all, errors.Join(err, db.Close())
}
