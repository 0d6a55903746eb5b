package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// layLedger makes the ledger with its first officer. It is made under another
// name and renamed when it is whole and on the disk, so that a crash half-way
// leaves a folder that is simply not set up.
func layLedger(ctx context.Context, dir string, officer Officer, passphrase, data []byte, o Options) error {
	if err := errors.Join(officer.check(), checkPassphrase(passphrase), o.Argon.check()); err != nil {
		return err
	}
	path := filepath.Join(dir, ledgerFile)
	fresh := path + ".new"
	if err := removeDB(fresh); err != nil {
		return err
	}
	if err := fillLedger(ctx, fresh, officer, wrapKey(officer.Name, data, passphrase, o.Argon), o); err != nil {
		return errors.Join(err, removeDB(fresh))
	}
	if err := remove(path+"-wal", path+"-shm"); err != nil { // of a ledger that somebody took away
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

func fillLedger(ctx context.Context, path string, officer Officer, w wrap, o Options) error {
	db, err := openWriter(path, access{synchronous: syncFull, busy: o.BusyTimeout, vfs: o.vfs})
	if err != nil {
		return err
	}
	if err := ledgerSchema.bring(ctx, db, true); err != nil {
		return errors.Join(err, db.Close())
	}
	now := o.Now()
	err = transact(ctx, db, func(tx *sql.Tx) error {
		if err := insertOfficer(ctx, tx, officer.Name, w, now); err != nil {
			return err
		}
		return appendAudit(ctx, tx, nil, Event{Act: ActSetUp, At: now, Officer: officer.Name})
	})
	return errors.Join(err, db.Close())
}

// removeDB removes a database with what SQLite puts beside it.
func removeDB(path string) error { return remove(path, path+"-wal", path+"-shm") }

// remove removes files, those that are not there included.
func remove(paths ...string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// syncDir makes a rename durable where the system lets one sync a folder;
// Windows does not, and its file system keeps a journal of names itself.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// toDB is a time as the files keep it.
func toDB(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// fromDB is the time that toDB wrote, in UTC.
func fromDB(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
