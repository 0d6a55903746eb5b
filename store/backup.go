package store

import (
	"context"
	"database/sql"
	"errors"
	"os"

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
