package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
)

// file is one SQLite file: one connection that writes, which puts writers in a
// queue of our own instead of SQLite's lock, and a pool that can only read.
type file struct {
	path    string
	how     access
	life    *lifetime
	reserve *ballast
	// readOnly refuses every write, see OpenReadOnly.
	readOnly bool
	// mu is held to read while a connection is used and to write while the file
	// is exchanged for another, see replace.
	mu             sync.RWMutex
	writer, reader *sql.DB
}

// access says how a file is opened.
type access struct {
	synchronous string
	busy        time.Duration
	vfs         string // of SQLite; "" for the system's own, anything else in tests
	// immutable says that nobody writes to the file: SQLite then looks for no
	// WAL beside it and takes no lock.
	immutable bool
}

// open opens the connection that writes and the pool that reads.
func (f *file) open() (err error) {
	if f.writer, err = openWriter(f.path, f.how); err != nil {
		return err
	}
	if f.reader, err = openReader(f.path, f.how); err != nil {
		return errors.Join(err, f.writer.Close())
	}
	return nil
}

// read runs fn against the pool, within the store's lifetime.
func (f *file) read(op string, fn func(db *sql.DB) error) error {
	return f.life.during(func() error {
		f.mu.RLock()
		defer f.mu.RUnlock()
		return fail(op, fn(f.reader))
	})
}

// write runs fn in one transaction. Where the disk is full it makes room, first
// by folding the WAL into the file and then by giving up the ballast, and runs
// fn again: fn must set its results anew each time.
func (f *file) write(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	return f.writing(op, func() error {
		err := f.squeeze(ctx, fn)
		if isFull(err) && f.reserve.giveUp() {
			f.fold(ctx) // which needs room itself
			err = transact(ctx, f.writer, fn)
		}
		return err
	})
}

// writeLater is write for what can wait: the ballast is left to the officer.
func (f *file) writeLater(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	return f.writing(op, func() error { return f.squeeze(ctx, fn) })
}

// writing runs work within the store's lifetime, where the file may be written to.
func (f *file) writing(op string, work func() error) error {
	return f.life.during(func() error {
		if f.readOnly {
			return errReadOnly
		}
		f.mu.RLock()
		defer f.mu.RUnlock()
		return fail(op, work())
	})
}

// squeeze runs fn in one transaction, and on a full disk once more with the WAL
// folded.
func (f *file) squeeze(ctx context.Context, fn func(tx *sql.Tx) error) error {
	err := transact(ctx, f.writer, fn)
	if isFull(err) && f.fold(ctx) {
		err = transact(ctx, f.writer, fn)
	}
	return err
}

// fold moves what the WAL holds into the file and cuts the WAL to nothing: a
// page that was written often stands in the WAL as often.
func (f *file) fold(ctx context.Context) bool {
	var blocked, frames, moved int
	err := f.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&blocked, &frames, &moved)
	return err == nil && blocked == 0
}

func transact(ctx context.Context, db *sql.DB, fn func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback() // SQLite may have done so itself, as on a full disk
		return err
	}
	return tx.Commit()
}

// close closes the pool first, so that the writer is the last one out and
// folds the WAL into the file.
func (f *file) close() error { return errors.Join(closeDB(f.reader), closeDB(f.writer)) }

// closePatience bounds the wait for a connection that is still rolling back.
const closePatience = 5 * time.Second

// closeDB closes a database and waits until SQLite has let go of the file. By
// itself Close does not: a connection whose context ended in the middle of a
// transaction is rolled back and closed some moments later, and the last one out
// removes the WAL by its name, whichever file has that name by then.
func closeDB(db *sql.DB) error {
	err := db.Close()
	for until := time.Now().Add(closePatience); db.Stats().OpenConnections > 0 && time.Now().Before(until); {
		time.Sleep(time.Millisecond)
	}
	return err
}

var errReadOnly = siak.E("write to the store", siak.KindReadOnly, errors.New("the ledger is damaged and open to be read only"))

// sweep cuts the WAL, in which deleted content may stand; where somebody reads
// just now the next one does. What the disk itself keeps is out of reach.
func (f *file) sweep(ctx context.Context) {
	_ = f.life.during(func() error {
		f.mu.RLock()
		defer f.mu.RUnlock()
		f.fold(ctx)
		return nil
	})
}
