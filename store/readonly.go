package store

import (
	"context"
	"errors"
	"path/filepath"

	"ikd/station/siak"
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
	path := filepath.Join(dir, readingFile)
	if err := removeDB(path); err != nil {
		return nil, fail(op, err)
	}
	read, err := Rescue(ctx, dir, path)
	if err != nil {
		return nil, err
	}
	options = options.withDefaults()
	s, err := open(ctx, dir, readingFile, options, func(ctx context.Context, ledger *file) (*entrant, error) {
		return door{ledger, options}.admit(ctx, officer, secret)
	})
	if err != nil {
		return nil, errors.Join(err, removeDB(path))
	}
	s.read = read
	return s, nil
}

// ReadOnly reports whether the store was opened by [OpenReadOnly], and how much
// of the ledger could be read.
func (s *Store) ReadOnly() (read Copy, is bool) { return s.read, s.ledger().readOnly }

// removeReadCopy removes a ledger that was only a copy to be read.
func removeReadCopy(ledger *file) error {
	if !ledger.readOnly {
		return nil
	}
	return removeDB(ledger.path)
}

// lookedIn is signedIn without a word in the ledger.
func (s *Store) lookedIn(ctx context.Context) error {
	if s.me.public != nil && !s.me.proven(s.keys) {
		return damaged("sign in", "the account was changed behind the store's back")
	}
	err := s.findSigner(ctx)
	if siak.KindOf(err) == siak.KindDamaged {
		return nil // it signs nothing here
	}
	return err
}
