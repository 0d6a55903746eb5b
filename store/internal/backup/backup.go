// Package backup copies a ledger to a file, and puts one back.
package backup

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// Copy says what a copy of a ledger holds.
type Copy struct {
	Officers    int // who can open it
	Activations int
	Waiting     int // of them, in the outbox
	Audit       audit.Report
	// Lost is how many rows could not be copied; 0 but for a rescue.
	Lost int
}

// Backup copies the ledger of a folder to a new file, sealed as it is, also while
// the station is running (SQLite's online backup: one moment of the file). It
// needs no passphrase, for the copy opens with the officers' own and tells
// nobody else more than the folder does. The copy is checked from its first page
// to its audit's head before it gets its name. It fails with
// [siak.KindOutputExists] where the file exists, with [siak.KindOutputFailed] where it
// cannot be written, and with [siak.KindDamaged] where the ledger is: see [Rescue].
//
// The cache needs no backup: the registry has all of it.
func Backup(ctx context.Context, dir, to string) (made Copy, err error) {
	const op = "back the ledger up"
	if _, err := os.Lstat(to); err == nil {
		return made, siak.E(op, fault.KindOutputExists, errors.New("something is there already"))
	}
	from, err := ledger.Peek(ctx, dir)
	if err != nil {
		return made, fault.Wrap(op, err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	part := to + ".part"
	defer func() { _ = sqlitedb.RemoveDB(part) }()
	if err := sqlitedb.CreateNew(part); err != nil {
		return made, siak.E(op, fault.KindOutputFailed, err)
	}
	if err := sqlitedb.CopyDB(ctx, from, part); err != nil {
		return made, fault.WrapOutput(op, err)
	}
	if made, err = inspect(ctx, part); err != nil {
		return made, fault.Wrap(op, err)
	}
	return made, fault.WrapOutput(op, sqlitedb.Finish(part, to))
}

// inspect checks a ledger outside a station's folder and says what it holds.
func inspect(ctx context.Context, path string) (made Copy, err error) {
	db, err := ledger.PeekFile(ctx, path)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if version, err := ledger.Schema.Version(ctx, db); err != nil || version == 0 {
		return made, errors.Join(err, fault.Damaged("read the copy", "it is no ledger"))
	}
	if err := sqlitedb.IntegrityCheck(ctx, db, "1"); err != nil {
		return made, err
	}
	return Describe(ctx, db)
}

// Describe counts what a copy of a ledger holds. An error means that the file could
// not be read, or is no ledger that this program knows.
func Describe(ctx context.Context, db *sql.DB) (made Copy, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(`+ledger.WaitingSQL+`), 0) FROM activations`).Scan(&made.Activations, &made.Waiting)
	if err != nil {
		return made, err
	}
	// An account of the first version has the data key in its wrap; a file of that
	// version has no other.
	who := `SELECT count(*) FROM officers WHERE public IS NULL OR name IN (SELECT officer FROM data_keys)`
	if version, err := ledger.Schema.Version(ctx, db); err != nil {
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
	made.Audit, err = audit.Verify(ctx, tx)
	return made, err
}
