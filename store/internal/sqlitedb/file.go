// Package sqlitedb opens SQLite files, writes to them in transactions, brings them to the
// newest version, and makes files durable.
package sqlitedb

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// File is one SQLite file: one connection that writes, which puts writers in a
// queue of our own instead of SQLite's lock, and a pool that can only read.
type File struct {
	Path    string
	How     Access
	Life    *Lifetime
	reserve *Reserve
	// readOnly refuses every write, see store.OpenReadOnly.
	ReadOnly bool
	// mu is held to read while a connection is used and to write while the file
	// is exchanged for another, see Replace.
	mu             sync.RWMutex
	Writer, Reader *sql.DB
}

// Access says how a file is opened.
type Access struct {
	Synchronous string
	Busy        time.Duration
	vfs         string // of SQLite; "" for the system's own, anything else in tests
	// immutable says that nobody writes to the file: SQLite then looks for no
	// WAL beside it and takes no lock.
	Immutable bool
}

// open opens the connection that writes and the pool that reads.
func (f *File) open() (err error) {
	if f.Writer, err = OpenWriter(f.Path, f.How); err != nil {
		return err
	}
	if f.Reader, err = OpenReader(f.Path, f.How); err != nil {
		return errors.Join(err, f.Writer.Close())
	}
	return nil
}

// Read runs fn against the pool, within the store's lifetime.
func (f *File) Read(op string, fn func(db *sql.DB) error) error {
	return f.Life.During(func() error {
		return fault.Wrap(op, f.WithReader(fn))
	})
}

// WithReader runs fn against the pool, also while the store's lifetime is paused.
func (f *File) WithReader(fn func(db *sql.DB) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return fn(f.Reader)
}

// Write runs fn in one transaction. Where the disk is full it makes room, first
// by a checkpoint of the WAL and then by giving up the reserve, and runs
// fn again: fn must set its results anew each time.
func (f *File) Write(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	return f.whileWritable(op, func() error {
		err := f.writeOrCheckpoint(ctx, fn)
		if fault.IsFull(err) && f.reserve.GiveUp() {
			f.Checkpoint(ctx) // which needs room itself
			err = Transact(ctx, f.Writer, fn)
		}
		return err
	})
}

// WriteLater is write for what can wait: the reserve is left to the officer.
func (f *File) WriteLater(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	return f.whileWritable(op, func() error { return f.writeOrCheckpoint(ctx, fn) })
}

// whileWritable runs work within the store's lifetime, where the file may be written to.
func (f *File) whileWritable(op string, work func() error) error {
	return f.Life.During(func() error {
		if f.ReadOnly {
			return ErrReadOnly
		}
		f.mu.RLock()
		defer f.mu.RUnlock()
		return fault.Wrap(op, work())
	})
}

// writeOrCheckpoint runs fn in one transaction, and on a full disk once more after
// a checkpoint.
func (f *File) writeOrCheckpoint(ctx context.Context, fn func(tx *sql.Tx) error) error {
	err := Transact(ctx, f.Writer, fn)
	if fault.IsFull(err) && f.Checkpoint(ctx) {
		err = Transact(ctx, f.Writer, fn)
	}
	return err
}

// Checkpoint moves what the WAL holds into the file and cuts the WAL to nothing: a
// page that was written often stands in the WAL as often.
func (f *File) Checkpoint(ctx context.Context) bool {
	var blocked, frames, moved int
	err := f.Writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&blocked, &frames, &moved)
	return err == nil && blocked == 0
}

func Transact(ctx context.Context, db *sql.DB, fn func(tx *sql.Tx) error) error {
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

// Close closes the pool first, so that the writer is the last one out and
// checkpoints the WAL.
func (f *File) Close() error { return errors.Join(CloseDB(f.Reader), CloseDB(f.Writer)) }

// closePatience bounds the wait for a connection that is still rolling back.
const closePatience = 5 * time.Second

// CloseDB closes a database and waits until SQLite has let go of the file. By
// itself Close does not: a connection whose context ended in the middle of a
// transaction is rolled back and closed some moments later, and the last one out
// removes the WAL by its name, whichever file has that name by then.
func CloseDB(db *sql.DB) error {
	err := db.Close()
	for until := time.Now().Add(closePatience); db.Stats().OpenConnections > 0 && time.Now().Before(until); {
		time.Sleep(time.Millisecond)
	}
	return err
}

var ErrReadOnly = siak.E("write to the store", fault.KindReadOnly, errors.New("the ledger is damaged and open to be read only"))

// TruncateWAL cuts the WAL, in which deleted content may stand; where somebody reads
// just now the next one does. What the disk itself keeps is out of reach.
func (f *File) TruncateWAL(ctx context.Context) {
	_ = f.Life.During(func() error {
		f.mu.RLock()
		defer f.mu.RUnlock()
		f.Checkpoint(ctx)
		return nil
	})
}
