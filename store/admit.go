package store

import (
	"context"
	"errors"
	"path/filepath"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/sqlitedb"
)

// Admission is an officer whose secret was right and who has not signed in yet.
type Admission struct {
	dir     string
	officer *authenticated
}

// Admit checks an officer's secret as [Open] does, and fails as it does, but
// opens nothing yet: whoever has the folder open, locked, can go on until then.
// A failed try is counted and written down.
func Admit(ctx context.Context, dir, officer string, secret []byte, options Options) (*Admission, error) {
	const op = "admit an officer"
	if !folder.Exists(dir) {
		return nil, siak.E(op, fault.KindNotSetUp, nil)
	}
	options = options.withDefaults()
	life := &sqlitedb.Lifetime{}
	ledger, err := openLedger(ctx, options.opener(dir), life, filepath.Join(dir, folder.Ledger))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	in, err := authenticator{ledger, options}.authenticate(ctx, officer, secret)
	if err := errors.Join(err, life.End(ledger.Close)); err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Admission{dir, in}, nil
}

// Open opens the folder for who was admitted. It must be called, once: it takes
// over the keys. It fails as the function [Open] does, but for the secret.
func (a *Admission) Open(ctx context.Context, options Options) (*Store, error) {
	options = options.withDefaults()
	release, err := folder.LockForStore(a.dir)
	if err != nil {
		a.officer.keys.Wipe()
		return nil, err
	}
	s, err := open(ctx, opening{a.dir, folder.Ledger, options, release}, func(context.Context, *sqlitedb.File) (*authenticated, error) { return a.officer, nil })
	if err != nil {
		a.officer.keys.Wipe()
	}
	return s, err
}
