package ledger

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"

	sqlite3 "github.com/mattn/go-sqlite3"

	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/sqlitedb"
)

// Peek opens the ledger to read what stands in clear in it, without a
// passphrase and beside a program that has it open.
func Peek(ctx context.Context, dir string) (*sql.DB, error) {
	if !folder.Exists(dir) {
		return nil, folder.Missing("read the ledger", dir)
	}
	return PeekFile(ctx, filepath.Join(dir, folder.Ledger))
}

// PeekFile opens a ledger wherever it is, on a disk that is read-only too.
func PeekFile(ctx context.Context, path string) (*sql.DB, error) {
	db, err := PeekAs(ctx, path, sqlitedb.Access{Busy: sqlitedb.PeekWait})
	if cannotShare(err) {
		return PeekAs(ctx, path, sqlitedb.Access{Busy: sqlitedb.PeekWait, Immutable: true})
	}
	return db, err
}

// PeekAs opens the ledger at path to be read only, in the way that is told. A file
// whose version this program does not know is an error; whoever gets the database
// closes it.
func PeekAs(ctx context.Context, path string, how sqlitedb.Access) (*sql.DB, error) {
	db, err := sqlitedb.OpenReader(path, how)
	if err != nil {
		return nil, err
	}
	if _, err := Schema.Version(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// cannotShare reports whether a file could not be opened because SQLite may not
// lay the index of its WAL beside it: a disk that is read-only, on which
// nobody else can write either. Then the file is all that there is.
func cannotShare(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrReadonly)
}

// OutboxRows reads what stands in clear of all activations.
func OutboxRows(ctx context.Context, db *sql.DB) (all []OutboxRow, err error) {
	rows, err := db.QueryContext(ctx, `SELECT `+Columns+` FROM activations ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanClear(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, OutboxRow{a.ID, a.State, a.Reason, a.Attempts, a.NextTry, a.UpdatedAt, a.ConfirmedAt})
	}
	return all, rows.Err()
}
