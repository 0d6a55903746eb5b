package store

import (
	"context"
	"errors"
	"path/filepath"

	"ikd/station/siak"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/sqlitedb"
)

// OpenReadOnly opens a folder whose ledger is damaged, for an officer to look at
// what is there: activations, audit, settings and the cache. It reads a copy of
// what can be saved (see [Rescue]), which goes when the store is closed; the
// damaged ledger stays as it is. Every call that writes fails with
// [siak.KindReadOnly], but [Store.Lock], [Store.Unlock] and [Store.ExportAudit] work. It fails as
// [Open] does; with [siak.KindDamaged] where not even an account can be read.
//
// Neither a failed try nor the sign-in is written down: there is nowhere to. An
// account that was locked out before stays so.
func OpenReadOnly(ctx context.Context, dir, officer string, secret []byte, options Options) (*Store, error) {
	const op = "open the store to read"
	if !folder.Exists(dir) {
		return nil, siak.E(op, fault.KindNotSetUp, nil)
	}
	release, err := folder.LockForStore(dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, folder.ReadCopy)
	if err := sqlitedb.RemoveDB(path); err != nil {
		return nil, errors.Join(fault.Wrap(op, err), release())
	}
	read, err := recovery.Rescue(ctx, dir, path)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	options = options.withDefaults()
	s, err := open(ctx, opening{dir, folder.ReadCopy, options, release}, func(ctx context.Context, ledger *sqlitedb.File) (*authenticated, error) {
		return authenticator{ledger, options}.authenticate(ctx, officer, secret)
	})
	if err != nil {
		return nil, errors.Join(err, sqlitedb.RemoveDB(path))
	}
	s.read = read
	return s, nil
}

// ReadOnly reports whether the store was opened by [OpenReadOnly], and how much
// of the ledger could be read.
func (s *Store) ReadOnly() (read backup.Copy, is bool) { return s.read, s.ledger().ReadOnly }

// removeReadCopy removes a ledger that was only a copy to be read.
func removeReadCopy(ledger *sqlitedb.File) error {
	if !ledger.ReadOnly {
		return nil
	}
	return sqlitedb.RemoveDB(ledger.Path)
}

// checkReadOnly is signedIn without a word in the ledger.
func (s *Store) checkReadOnly(ctx context.Context) error {
	if s.me.Public != nil && !s.me.Authentic(s.keys) {
		return fault.Damaged("sign in", "the account was changed behind the store's back")
	}
	err := s.loadSigner(ctx)
	if siak.KindOf(err) == fault.KindDamaged {
		return nil // it signs nothing here
	}
	return err
}
