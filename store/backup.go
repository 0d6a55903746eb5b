package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	sqlite3 "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
)

// Copy says what a copy of a ledger holds.
type Copy struct {
	Officers    int // who can open it
	Activations int
	Waiting     int // of them, in the outbox
	Audit       AuditReport
	// Lost is how many rows could not be copied; 0 but for a rescue.
	Lost int
}

// Backup copies the ledger of a folder to a new file, sealed as it is, also while
// the station is running (SQLite's online backup: one moment of the file). It
// needs no passphrase, for the copy opens with the officers' own and tells
// nobody else more than the folder does. The copy is checked from its first page
// to its audit's head before it gets its name. It fails with
// [siak.KindRefused] where the file exists, and with [siak.KindDamaged] where the
// ledger is: see [Rescue].
//
// The cache needs no backup: the registry has all of it.
func Backup(ctx context.Context, dir, to string) (made Copy, err error) {
	const op = "back the ledger up"
	if _, err := os.Lstat(to); err == nil {
		return made, siak.E(op, siak.KindRefused, errors.New("the file is there already"))
	}
	from, err := peek(ctx, dir)
	if err != nil {
		return made, fail(op, err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	part := to + ".part"
	defer func() { _ = removeDB(part) }()
	if err := errors.Join(removeDB(part), copyDB(ctx, from, part)); err != nil {
		return made, fail(op, err)
	}
	if made, err = inspectCopy(ctx, part); err != nil {
		return made, fail(op, err)
	}
	return made, fail(op, settle(part, to))
}

// settle gives a file that is whole its name, durably.
func settle(part, to string) error {
	err := errors.Join(syncFile(part), os.Rename(part, to))
	syncDir(filepath.Dir(to))
	return err
}

// copyDB copies a database page by page into a new file without a WAL beside it.
func copyDB(ctx context.Context, from *sql.DB, path string) error {
	to, err := openCopy(path)
	if err != nil {
		return err
	}
	return errors.Join(copyPages(ctx, from, to), to.Close())
}

// openCopy opens a copy for writing. A copy is a single file, so that it can be
// carried about and read from a disk that is read-only.
func openCopy(path string) (*sql.DB, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	return openDB(path, 1, access{busy: peekWait}.with(map[string][]string{
		"mode": {"rw"}, "_journal_mode": {"DELETE"}, "_synchronous": {syncFull}, "_txlock": {"immediate"},
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

// inspectCopy checks a ledger outside a station's folder and says what it holds.
func inspectCopy(ctx context.Context, path string) (made Copy, err error) {
	db, err := peekFile(ctx, path)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if version, err := ledgerSchema.version(ctx, db); err != nil || version == 0 {
		return made, errors.Join(err, damaged("read the copy", "it is no ledger"))
	}
	if err := integrityCheck(ctx, db, "1"); err != nil {
		return made, err
	}
	return describe(ctx, db)
}

// integrityCheck finds damage to the structure, and indexes that say something
// else than their tables; it takes longer than quickCheck. of is "1" for the whole
// file or the name of a table, quoted.
func integrityCheck(ctx context.Context, db *sql.DB, of string) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(`+of+`)`).Scan(&found); err != nil {
		return fail("check the file", err)
	}
	if found != "ok" {
		return damaged("check the file", "its structure is broken")
	}
	return nil
}

func describe(ctx context.Context, db *sql.DB) (made Copy, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(`+waiting+`), 0) FROM activations`).Scan(&made.Activations, &made.Waiting)
	if err != nil {
		return made, err
	}
	// An account of the first version has the data key in its wrap; a file of that
	// version has no other.
	who := `SELECT count(*) FROM officers WHERE public IS NULL OR name IN (SELECT officer FROM data_keys)`
	if version, err := ledgerSchema.version(ctx, db); err != nil {
		return made, err
	} else if version == 1 {
		who = `SELECT count(*) FROM officers`
	}
	err = db.QueryRowContext(ctx, who).Scan(&made.Officers)
	if err != nil {
		return made, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return made, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	made.Audit, err = verify(ctx, tx)
	return made, err
}
