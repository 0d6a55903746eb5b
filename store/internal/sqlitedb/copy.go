package sqlitedb

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/store/internal/fault"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// CopyDB copies a database page by page into a new file without a WAL beside it.
func CopyDB(ctx context.Context, from *sql.DB, path string) error {
	to, err := OpenCopy(path)
	if err != nil {
		return err
	}
	return errors.Join(copyPages(ctx, from, to), to.Close())
}

// OpenCopy opens a copy for writing. A copy is a single file, so that it can be
// carried about and read from a disk that is read-only.
func OpenCopy(path string) (*sql.DB, error) {
	if err := Create(path); err != nil {
		return nil, err
	}
	return OpenDB(path, 1, Access{Busy: PeekWait}.With(map[string][]string{
		"mode": {"rw"}, "_journal_mode": {"DELETE"}, "_synchronous": {SyncFull}, "_txlock": {"immediate"},
		"_secure_delete": {"on"}, // a copy that is written again holds keys that were taken back
	}))
}

func copyPages(ctx context.Context, from, to *sql.DB) error {
	source, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	err = target.Raw(func(t any) error {
		return source.Raw(func(s any) error { return backupPages(ctx, t.(*sqlite3.SQLiteConn), s.(*sqlite3.SQLiteConn)) })
	})
	if err != nil {
		return err
	}
	_, err = target.ExecContext(ctx, `PRAGMA journal_mode = DELETE`) // the first page says WAL
	return err
}

// pagesAStep bounds how long a step holds the reader's lock.
const pagesAStep = 4096

func backupPages(ctx context.Context, to, from *sqlite3.SQLiteConn) error {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for done := false; err == nil && !done; {
		if done, err = b.Step(pagesAStep); err == nil {
			err = ctx.Err()
		}
	}
	return errors.Join(err, b.Finish())
}

// IntegrityCheck finds damage to the structure, and indexes that say something
// else than their tables; it takes longer than quickCheck. of is "1" for the whole
// file or the name of a table, quoted.
func IntegrityCheck(ctx context.Context, db *sql.DB, of string) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(`+of+`)`).Scan(&found); err != nil {
		return fault.Wrap("check the file", err)
	}
	if found != "ok" {
		return fault.Damaged("check the file", "its structure is broken")
	}
	return nil
}
