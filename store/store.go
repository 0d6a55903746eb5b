package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// Store is a station's folder, opened by an officer. Its parts are safe for
// concurrent use. None of them belongs on the GUI's thread: a commit can take
// a second on a busy disk.
type Store struct {
	Cache    *cache.Cache
	Ledger   *ledger.Ledger
	Audit    *audit.Log
	Settings *ledger.Settings
	Accounts *Accounts
	// OfficerKeys are what the officers sign with.
	OfficerKeys *OfficerKeys
	Laptop      *Laptop
	// DataAge is how old the cache may be.
	DataAge *DataAge

	me   accounts.Row
	dir  string
	o    Options
	keys *seal.Keys
	// signing is the officer's; nil while locked. Guarded by life.
	signing ed25519.PrivateKey
	station atomic.Value // string: the station's ID, once it is enrolled
	// Each file has its lifetime: the cache's is paused while the store is locked.
	life, cacheLife *sqlitedb.Lifetime
	ledgerFile      *sqlitedb.File // nil: it could not be opened
	release         func() error   // of the folder's lock
	offset          *atomic.Int64
	rotating        sync.Mutex  // held by Rotate
	read            backup.Copy // of a damaged ledger
	lockedAt        time.Time   // where the audit could not take it; guarded by life
}

// Create sets a folder up for its first officer and opens it. It either
// succeeds as a whole or leaves the folder as it was. It fails with
// [siak.KindWeakPassphrase], and with [siak.KindAlreadySetUp] where the folder has
// been set up already. The passphrase stays the caller's, to clear.
func Create(ctx context.Context, dir string, officer accounts.Officer, passphrase []byte, options Options) (*Store, error) {
	const op = "set up the store"
	options = options.withDefaults()
	if folder.Exists(dir) {
		return nil, siak.E(op, fault.KindAlreadySetUp, nil)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(op, err)
	}
	first, err := firstOfficer(officer, passphrase, options)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	release, err := folder.LockForStore(dir)
	if err != nil {
		first.keys.Wipe()
		return nil, err
	}
	if err := createLedger(ctx, dir, first, options); err != nil {
		first.keys.Wipe()
		return nil, errors.Join(fault.Wrap(op, err), release())
	}
	return open(ctx, opening{dir, folder.Ledger, options, release}, func(context.Context, *sqlitedb.File) (*authenticated, error) { return first, nil })
}

// Open opens a folder with an officer's passphrase or PIN. The officer may be
// "" where there is only one. It fails with [siak.KindNotSetUp],
// [siak.KindWrongPassphrase], [siak.KindNotFound] (no such officer),
// [siak.KindLockedOut] (see [LockoutError]), [siak.KindNotAllowed] (the account
// is disabled), [siak.KindNoKeyring], [siak.KindWiped],
// [siak.KindWrongVersion], [siak.KindDamaged] (the ledger; a damaged cache is
// begun anew), [siak.KindReadOnly], [siak.KindDiskFull] and, where another program
// or another store has the folder, [siak.KindBusy]: see [LockFolder].
func Open(ctx context.Context, dir, officer string, secret []byte, options Options) (*Store, error) {
	if !folder.Exists(dir) {
		return nil, siak.E("open the store", fault.KindNotSetUp, nil)
	}
	options = options.withDefaults()
	release, err := folder.LockForStore(dir)
	if err != nil {
		return nil, err
	}
	return open(ctx, opening{dir, folder.Ledger, options, release}, func(ctx context.Context, ledger *sqlitedb.File) (*authenticated, error) {
		return authenticator{ledger, options}.authenticate(ctx, officer, secret)
	})
}

// opening is a folder that is being opened.
type opening struct {
	dir, ledger string // the ledger's file name: that of a copy where it is only read
	options     Options
	release     func() error // of the folder's lock
}

// unlocker finds out who opens the store and gives the keys.
type unlocker func(ctx context.Context, ledger *sqlitedb.File) (*authenticated, error)

// open opens a folder. It takes the folder's lock over.
func open(ctx context.Context, in opening, unlock unlocker) (_ *Store, err error) {
	dir, options := in.dir, in.options
	s := &Store{life: &sqlitedb.Lifetime{}, cacheLife: &sqlitedb.Lifetime{}, offset: new(atomic.Int64), dir: dir, o: options, release: in.release}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	o := options.opener(dir)
	ledger, err := openLedger(ctx, o, s.life, filepath.Join(dir, in.ledger))
	if err != nil {
		return nil, fault.Wrap("open the ledger", err)
	}
	s.ledgerFile = ledger
	officer, err := unlock(ctx, ledger)
	if err != nil {
		return nil, fault.Wrap("sign in", err)
	}
	s.me, s.keys, s.signing = officer.Row, officer.keys, officer.signing
	if s.Cache, err = cache.Open(ctx, o, cache.Config{Path: filepath.Join(dir, folder.Cache), Life: s.cacheLife, Rebuilt: options.OnRebuilt}, s.keys); err != nil {
		return nil, fault.Wrap("open the cache", err)
	}
	s.assemble(options.Now)
	cache.FileOf(s.Cache).ReadOnly = ledger.ReadOnly
	if ledger.ReadOnly {
		return s, s.checkReadOnly(ctx)
	}
	o.Reserve.Fill()
	_ = rotator{s}.noteSeals(ctx, startSeals) // a full disk keeps nobody from signing in
	if err := s.recordSignIn(ctx, officer); err != nil {
		return nil, err
	}
	recovery.WriteCopy(ctx, ledger)
	return s, nil
}

// assemble hands each part its file, its keys and the clock.
func (s *Store) assemble(now func() time.Time) {
	s.Audit = audit.New(s.ledgerFile, now, s.me.Name, s.offset)
	s.Settings = ledger.NewSettings(s.ledgerFile, s.keys, s.Audit, func(ctx context.Context, id ledger.Identity) {
		s.OfficerKeys.signAt(id)
		recovery.WriteCopy(ctx, s.ledgerFile)
	})
	s.Ledger = ledger.New(s.ledgerFile, s.keys, s.Audit, now)
	s.Accounts, s.OfficerKeys, s.Laptop, s.DataAge = &Accounts{s}, &OfficerKeys{s}, &Laptop{s}, &DataAge{s}
}

func (s *Store) ledger() *sqlitedb.File { return s.ledgerFile }

// openLedger opens the ledger, which must be there and whole, or the copy of it
// that is read only.
func openLedger(ctx context.Context, o sqlitedb.Opener, life *sqlitedb.Lifetime, path string) (*sqlitedb.File, error) {
	f, err := o.Open(ctx, life, sqlitedb.Part{Path: path, Synchronous: sqlitedb.SyncFull, Schema: ledger.Schema})
	if err == nil {
		f.ReadOnly = filepath.Base(path) == folder.ReadCopy
	}
	return f, err
}

// Officer is the account name of the officer who opened the store.
func (s *Store) Officer() string { return s.me.Name }

// Role is the role of the officer who opened the store.
func (s *Store) Role() accounts.Role { return s.me.Role }

// SetClockOffset notes the registry's clock minus the station's own, as last
// measured; the audit writes it beside the station's time.
func (s *Store) SetClockOffset(d time.Duration) { s.offset.Store(int64(d)) }

// Close waits for work under way, closes the files and clears the keys from
// memory as far as Go allows: the raw keys are overwritten; what the cipher
// made of them is left to the garbage collector. Afterwards every call fails
// with [siak.KindNotSetUp]. Closing twice is allowed.
func (s *Store) Close() error {
	rotator{s}.noteLast()
	var failed error
	if s.Cache != nil {
		failed = s.cacheLife.End(func() error { return cache.Close(s.Cache) })
	}
	return s.life.End(func() error {
		if s.ledgerFile != nil {
			failed = errors.Join(failed, s.ledgerFile.Close(), removeReadCopy(s.ledgerFile))
		}
		if s.keys != nil {
			s.keys.Wipe()
		}
		clear(s.signing)
		s.signing = nil
		return fault.Wrap("close the store", errors.Join(failed, s.release()))
	})
}
