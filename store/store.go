package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// Options are what a program may set; the zero Options are right for a station.
type Options struct {
	// Now is the clock, [time.Now] where nil.
	Now func() time.Time
	// Argon is the cost of a passphrase that is set now; passphrases set before
	// keep theirs. The zero value is [DefaultArgon].
	Argon Argon2Params
	// Ballast is the size in bytes of the file that is given up on a full disk:
	// less than 0 is none, 0 is 8 MiB: twice what the WAL takes before SQLite
	// folds it into the file, which needs room itself.
	Ballast int64
	// BusyTimeout is how long to wait for another program that writes to the
	// same folder: 5 s where zero.
	BusyTimeout time.Duration
	// OnRebuilt is told, with the reason, that the cache was put aside and begun
	// anew: everything must be pulled again.
	OnRebuilt func(reason error)
	// OnBallast is told that the disk was full and the ballast was given up:
	// finish the work in hand, then make room.
	OnBallast func()

	// What tests need to break: SQLite's way to the disk, and how much a commit
	// promises.
	vfs, synchronous string
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Argon == (Argon2Params{}) {
		o.Argon = DefaultArgon
	}
	if o.Ballast == 0 {
		o.Ballast = 8 << 20
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	if o.OnRebuilt == nil {
		o.OnRebuilt = func(error) {}
	}
	if o.OnBallast == nil {
		o.OnBallast = func() {}
	}
	return o
}

// Store is a station's folder, opened by an officer. Its parts are safe for
// concurrent use. None of them belongs on the GUI's thread: a commit can take
// a second on a busy disk.
type Store struct {
	Cache    *Cache
	Ledger   *Ledger
	Audit    *Audit
	Settings *Settings

	officer string
	life    *lifetime
	keys    *keys
	files   []*file
	offset  *atomic.Int64
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
	data := newDataKey()
	if err := layLedger(ctx, dir, officer, passphrase, data, options); err != nil {
		clear(data)
		return nil, fail(op, err)
	}
	s, err := open(ctx, dir, options, func(context.Context, *sql.DB) (string, []byte, error) {
		return officer.Name, data, nil
	})
	if err != nil {
		clear(data)
	}
	return s, err
}

// Open opens a folder with an officer's passphrase. The officer may be "" where
// there is only one. It fails with [siak.KindNotSetUp],
// [siak.KindWrongPassphrase], [siak.KindNotFound] (no such officer),
// [siak.KindWrongVersion], [siak.KindDamaged] (the ledger; a damaged cache is
// begun anew), [siak.KindReadOnly] and [siak.KindDiskFull].
func Open(ctx context.Context, dir, officer string, passphrase []byte, options Options) (*Store, error) {
	if !Exists(dir) {
		return nil, siak.E("open the store", siak.KindNotSetUp, nil)
	}
	return open(ctx, dir, options.withDefaults(), func(ctx context.Context, db *sql.DB) (string, []byte, error) {
		return signIn(ctx, db, officer, passphrase)
	})
}

// unlocker finds out who opens the store and gives the data key.
type unlocker func(ctx context.Context, ledger *sql.DB) (officer string, data []byte, err error)

func open(ctx context.Context, dir string, options Options, unlock unlocker) (_ *Store, err error) {
	s := &Store{life: &lifetime{}, offset: new(atomic.Int64)}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	o := opener{dir: dir, options: options, life: s.life, reserve: newBallast(dir, options)}
	ledger, err := o.ledger(ctx)
	if err != nil {
		return nil, fail("open the ledger", err)
	}
	s.files = append(s.files, ledger)
	officer, data, err := unlock(ctx, ledger.reader)
	if err != nil {
		return nil, fail("sign in", err)
	}
	s.officer, s.keys = officer, deriveKeys(data)
	cache, err := o.cache(ctx, s.keys)
	if err != nil {
		return nil, fail("open the cache", err)
	}
	s.files = append(s.files, cache)
	s.assemble(ledger, cache, options.Now)
	o.reserve.lay()
	if err := s.signedIn(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// assemble hands each part its file, its keys and the clock.
func (s *Store) assemble(ledger, cache *file, now func() time.Time) {
	s.Cache = &Cache{file: cache, keys: s.keys}
	s.Audit = &Audit{file: ledger, now: now, officer: s.officer, offset: s.offset}
	s.Settings = &Settings{file: ledger, keys: s.keys, audit: s.Audit}
	s.Ledger = &Ledger{file: ledger, keys: s.keys, audit: s.Audit, now: now}
}

// signedIn finds the station's key, so that the audit can be signed, and
// writes the sign-in down.
func (s *Store) signedIn(ctx context.Context) error {
	identity, enrolled, err := s.Settings.Identity(ctx)
	if err != nil {
		return err
	}
	if enrolled {
		if err := s.Audit.signWith(identity.Key); err != nil {
			return err
		}
	}
	return s.Audit.Append(ctx, Event{Act: ActSignIn})
}

// Officer is the account name of the officer who opened the store.
func (s *Store) Officer() string { return s.officer }

// SetClockOffset notes the registry's clock minus the station's own, as last
// measured; the audit writes it beside the station's time.
func (s *Store) SetClockOffset(d time.Duration) { s.offset.Store(int64(d)) }

// Close waits for work under way, closes the files and clears the keys from
// memory as far as Go allows: the raw keys are overwritten; what the cipher
// made of them is left to the garbage collector. Afterwards every call fails
// with [siak.KindNotSetUp]. Closing twice is allowed.
func (s *Store) Close() error {
	return s.life.end(func() error {
		var errs []error
		for _, f := range s.files {
			errs = append(errs, f.close())
		}
		if s.keys != nil {
			s.keys.wipe()
		}
		return fail("close the store", errors.Join(errs...))
	})
}

// Officers lists the account names, in order, for the sign-in screen; it needs
// no passphrase. It fails with [siak.KindNotSetUp].
func Officers(ctx context.Context, dir string) ([]string, error) {
	const op = "list officers"
	db, err := peek(ctx, dir)
	if err != nil {
		return nil, fail(op, err)
	}
	defer db.Close()
	names, err := column[string](ctx, db, `SELECT name FROM officers ORDER BY name`)
	if err != nil {
		return nil, fail(op, err)
	}
	if len(names) == 0 {
		return nil, siak.E(op, siak.KindDamaged, fmt.Errorf("no officer"))
	}
	return names, nil
}
