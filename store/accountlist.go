package store

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ikd/station/siak"
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
func ListAccounts(ctx context.Context, dir string, now func() time.Time) (all []Account, err error) {
	if now == nil {
		now = time.Now
	}
	rows, err := clearAccounts(ctx, dir, now())
	if siak.KindOf(err) == siak.KindDamaged {
		if spare, unread := spareAccounts(ctx, dir, now()); unread == nil {
			rows, err = spare, nil
		}
	}
	for _, a := range rows {
		all = append(all, a.Account)
	}
	return all, err
}

func clearAccounts(ctx context.Context, dir string, now time.Time) (rows []account, err error) {
	const op = "list officers"
	db, err := peek(ctx, dir)
	if err != nil {
		return nil, fail(op, err)
	}
	defer func() { err = fail(op, errors.Join(err, db.Close())) }()
	if wiped, err := getMeta(ctx, db, metaWiped); err != nil || wiped != nil {
		return nil, cmp.Or(err, siak.E(op, siak.KindWiped, nil))
	}
	rows, err = accounts(ctx, db, now)
	if err == nil && len(rows) == 0 {
		err = damaged(op, "no officer")
	}
	return rows, err
}

// spareAccounts lists the accounts where the ledger cannot.
func spareAccounts(ctx context.Context, dir string, now time.Time) ([]account, error) {
	db := openSpare(ctx, dir)
	if db == nil {
		return nil, damaged("list officers", "there is no spare")
	}
	all, err := accounts(ctx, db, now)
	return all, errors.Join(err, db.Close())
}
