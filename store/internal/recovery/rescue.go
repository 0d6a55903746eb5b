// Package recovery reads what can be read of a damaged ledger, and keeps the recovery copy
// of the ledger's small tables.
package recovery

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"ikd/station/siak"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// Rescue copies from a damaged ledger what can still be read, row by row and
// sealed as it is, to a new file that [Restore] takes; what a row says in a
// sealed column is found out by opening it later. The damaged ledger stays as it
// is. It needs no passphrase. Lost counts the rows that could not be copied as
// far as their numbers are known. Where no officer's account could be read, nobody
// here can open the rest; the registry can open the activations that were sealed to
// it. It fails with [siak.KindOutputExists] where the new file exists, with [siak.KindOutputFailed]
// where it cannot be written, and with
// [siak.KindDamaged] where nothing can be read.
func Rescue(ctx context.Context, dir, to string) (saved backup.Copy, err error) {
	const op = "rescue the ledger"
	if _, err := os.Lstat(to); err == nil {
		return saved, siak.E(op, fault.KindOutputExists, errors.New("something is there already"))
	}
	if !folder.Exists(dir) {
		return saved, folder.Missing(op, dir)
	}
	sick, part, page := to+".sick", to+".part", to+".page"
	tidy := func() error {
		return errors.Join(sqlitedb.RemoveDB(sick), sqlitedb.RemoveDB(part), sqlitedb.RemoveDB(page))
	}
	defer func() { _ = tidy() }()
	if err := sqlitedb.CreateNew(part); err != nil {
		return saved, siak.E(op, fault.KindOutputFailed, err)
	}
	if err := errors.Join(sqlitedb.RemoveDB(sick), sqlitedb.RemoveDB(page), copyDamaged(ctx, filepath.Join(dir, folder.Ledger), sick)); err != nil {
		return saved, fault.WrapOutput(op, err)
	}
	r := salvage{damaged: sick, page: page, copied: OpenCopy(ctx, dir)}
	if r.copied != nil {
		defer r.copied.Close()
	}
	if saved, err = r.all(ctx, part); err != nil {
		return saved, fault.WrapOutput(op, err)
	}
	return saved, fault.WrapOutput(op, sqlitedb.Finish(part, to))
}

// salvage copies what can be read of a damaged ledger.
type salvage struct {
	damaged, page string  // paths of the damaged copy, and of a file to make a page in
	copied        *sql.DB // nil where there is none
	from, out     *sql.DB
}

func (r *salvage) all(ctx context.Context, to string) (saved backup.Copy, err error) {
	if r.out, err = sqlitedb.OpenCopy(to); err != nil {
		return saved, err
	}
	defer func() { err = errors.Join(err, sqlitedb.CloseDB(r.out)) }()
	if err := ledger.Schema.Migrate(ctx, r.out, true); err != nil {
		return saved, err
	}
	if err := r.repairSchema(ctx); err != nil {
		return saved, err
	}
	if r.from, err = openDamaged(r.damaged); err != nil {
		return saved, err
	}
	defer r.from.Close()
	tables, err := sqlitedb.Column[string](ctx, r.out, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		return saved, err
	}
	lost := 0
	for _, table := range tables {
		n, err := r.table(ctx, table)
		if err != nil {
			return saved, err
		}
		lost += n
	}
	if err := restoreHead(ctx, r.out); err != nil {
		return saved, err
	}
	saved, err = backup.Describe(ctx, r.out)
	saved.Lost = lost
	return saved, err
}

// table copies what the table's own tree leads to, then what stands in the recovery copy
// or on pages that the tree no longer leads to.
func (r *salvage) table(ctx context.Context, table string) (lost int, err error) {
	lost, err = rescueTable(ctx, r.from, r.out, table)
	switch {
	case err != nil:
		return lost, err
	case r.copied != nil && slices.Contains(copiedTables, table):
		return 0, r.takeCopied(ctx, table)
	case LeafShapes[table] == nil:
		return lost, nil
	}
	if lost == 0 { // a row that was skipped without an error?
		lost, err = r.missing(ctx, table)
	}
	if err != nil || lost == 0 {
		return 0, err
	}
	if err := r.takeLeafRows(ctx, table); err != nil {
		return lost, err
	}
	return r.missing(ctx, table)
}

// missing counts the rows of a large table that could not be saved: by another
// tree that knows of them, or by the gaps in their numbers.
func (r *salvage) missing(ctx context.Context, table string) (int, error) {
	last, others := "coalesce(max(seq), 0)", map[string]string{
		"activations": `SELECT count(*) FROM activations`, // by an index
		"audit":       `SELECT seq FROM audit_head`,
		"used":        `SELECT 0`,
	}[table]
	if table == "used" {
		last = "(SELECT count(*) FROM activations)"
	}
	var saved, want, known int
	if err := r.out.QueryRowContext(ctx, `SELECT count(*), `+last+` FROM `+table).Scan(&saved, &want); err != nil {
		return 0, err
	}
	_ = r.from.QueryRowContext(ctx, others).Scan(&known) // damage is why we are here
	return max(0, max(want, known)-saved), nil
}

func (r *salvage) takeCopied(ctx context.Context, table string) error {
	columns, keys, err := shared(ctx, r.copied, r.out, table)
	if err != nil || len(columns) == 0 {
		return err
	}
	return sqlitedb.Transact(ctx, r.out, func(tx *sql.Tx) error {
		return tableCopy{ctx: ctx, from: r.copied, tx: tx, table: table, columns: columns}.replaceRows(keys)
	})
}

func (r *salvage) takeLeafRows(ctx context.Context, table string) error {
	image, err := os.ReadFile(r.damaged)
	if err != nil {
		return err
	}
	columns, err := sqlitedb.Column[string](ctx, r.out, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return err
	}
	return sqlitedb.Transact(ctx, r.out, func(tx *sql.Tx) error {
		c := tableCopy{ctx: ctx, tx: tx, table: table}
		for values := range leafRows(image, LeafShapes[table]) {
			c.columns = columns[:len(values)]
			if err := c.put(values); err != nil {
				return err
			}
		}
		return nil
	})
}

// restoreHead gives a trail that lost its head the last row as one, without a
// signature, so that it can be gone on with: to verify it tells.
func restoreHead(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `UPDATE audit_head SET
		seq = (SELECT max(seq) FROM audit), hash = (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), signature = NULL
		WHERE seq = 0 AND EXISTS (SELECT 1 FROM audit)`)
	return err
}
