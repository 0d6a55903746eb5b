package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak"
)

// Names of the files in a station's folder.
const (
	ledgerFile  = "ledger.db"
	cacheFile   = "cache.db"
	ballastFile = "ballast"
)

// Store is a station's folder, opened by an officer. Its parts are safe for
// concurrent use. None of them belongs on the GUI's thread: a commit can take
// a second on a busy disk.
type Store struct {
	Cache    *Cache
	Ledger   *Ledger
	Audit    *Audit
	Settings *Settings
	Accounts *Accounts

	me   account
	dir  string
	o    Options
	keys *keys
	// Each file has its lifetime: the cache's is paused while the store is locked.
	life, cacheLife *lifetime
	files           []*file
	offset          *atomic.Int64
	rotating        sync.Mutex // held by Rotate
	read            Copy       // of a damaged ledger
	lockedAt        time.Time  // where the audit could not take it; guarded by life
}

// Exists reports whether the folder has been set up.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ledgerFile))
	return err == nil
}

// Create sets a folder up for its first officer and opens it. It either
// succeeds as a whole or leaves the folder as it was. It fails with
// [siak.KindWeakPassphrase], and with [siak.KindRefused] where the folder has
// been set up already. The passphrase stays the caller's, to clear.
func Create(ctx context.Context, dir string, officer Officer, passphrase []byte, options Options) (*Store, error) {
	const op = "set up the store"
	options = options.withDefaults()
	if Exists(dir) {
		return nil, siak.E(op, siak.KindRefused, errors.New("it has been set up before"))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fail(op, err)
	}
	first, err := firstOfficer(officer, passphrase, options)
	if err != nil {
		return nil, fail(op, err)
	}
	if err := layLedger(ctx, dir, first, options); err != nil {
		first.keys.wipe()
		return nil, fail(op, err)
	}
	return open(ctx, dir, ledgerFile, options, func(context.Context, *file) (*entrant, error) { return first, nil })
}

// Open opens a folder with an officer's passphrase or PIN. The officer may be
// "" where there is only one. It fails with [siak.KindNotSetUp],
// [siak.KindWrongPassphrase], [siak.KindNotFound] (no such officer),
// [siak.KindLockedOut] (see [LockoutError]), [siak.KindNotAllowed] (the account
// is disabled), [siak.KindNoKeyring], [siak.KindWiped],
// [siak.KindWrongVersion], [siak.KindDamaged] (the ledger; a damaged cache is
// begun anew), [siak.KindReadOnly] and [siak.KindDiskFull].
func Open(ctx context.Context, dir, officer string, secret []byte, options Options) (*Store, error) {
	if !Exists(dir) {
		return nil, siak.E("open the store", siak.KindNotSetUp, nil)
	}
	options = options.withDefaults()
	return open(ctx, dir, ledgerFile, options, func(ctx context.Context, ledger *file) (*entrant, error) {
		return door{ledger, options}.admit(ctx, officer, secret)
	})
}

// unlocker finds out who opens the store and gives the keys.
type unlocker func(ctx context.Context, ledger *file) (*entrant, error)

// open opens a folder with its ledger, or with the copy of it that is to be read
// only.
func open(ctx context.Context, dir, ledgerName string, options Options, unlock unlocker) (_ *Store, err error) {
	s := &Store{life: &lifetime{}, cacheLife: &lifetime{}, offset: new(atomic.Int64), dir: dir, o: options}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	o := opener{dir: dir, options: options, life: s.life, cacheLife: s.cacheLife, reserve: newBallast(dir, options)}
	ledger, err := o.ledger(ctx, ledgerName)
	if err != nil {
		return nil, fail("open the ledger", err)
	}
	s.files = append(s.files, ledger)
	in, err := unlock(ctx, ledger)
	if err != nil {
		return nil, fail("sign in", err)
	}
	s.me, s.keys = in.account, in.keys
	cache, err := o.turningCache(ctx, s.keys)
	if err != nil {
		return nil, fail("open the cache", err)
	}
	s.files = append(s.files, cache)
	s.assemble(ledger, cache, options.Now)
	cache.readOnly = ledger.readOnly
	if ledger.readOnly {
		return s, s.lookedIn(ctx)
	}
	o.reserve.lay()
	if err := s.signedIn(ctx, in); err != nil {
		return nil, err
	}
	ledger.keepSpare(ctx)
	return s, nil
}

// assemble hands each part its file, its keys and the clock.
func (s *Store) assemble(ledger, cache *file, now func() time.Time) {
	s.Cache = &Cache{file: cache, keys: s.keys, mostRecent: mostRecent, mergeRows: mergeRows}
	s.Audit = &Audit{file: ledger, now: now, officer: s.me.Name, offset: s.offset}
	s.Settings = &Settings{file: ledger, keys: s.keys, audit: s.Audit}
	s.Ledger = &Ledger{file: ledger, keys: s.keys, audit: s.Audit, now: now}
	s.Accounts = &Accounts{s}
}

func (s *Store) ledger() *file { return s.Ledger.file }

// Officer is the account name of the officer who opened the store.
func (s *Store) Officer() string { return s.me.Name }

// Role is the role of the officer who opened the store.
func (s *Store) Role() Role { return s.me.Role }

// SetClockOffset notes the registry's clock minus the station's own, as last
// measured; the audit writes it beside the station's time.
func (s *Store) SetClockOffset(d time.Duration) { s.offset.Store(int64(d)) }

// Close waits for work under way, closes the files and clears the keys from
// memory as far as Go allows: the raw keys are overwritten; what the cipher
// made of them is left to the garbage collector. Afterwards every call fails
// with [siak.KindNotSetUp]. Closing twice is allowed.
func (s *Store) Close() error {
	var cache error
	if len(s.files) > 1 {
		cache = s.cacheLife.end(s.files[1].close)
	}
	return s.life.end(func() error {
		if len(s.files) > 0 {
			cache = errors.Join(cache, s.files[0].close(), s.files[0].removeCopy())
		}
		if s.keys != nil {
			s.keys.wipe()
		}
		return fail("close the store", cache)
	})
}
