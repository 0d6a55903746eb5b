package recovery

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// copiedTables are what stands in the recovery copy.
var copiedTables = []string{"meta", "officers", "data_keys", "recovery_keys", "rotation", "settings", "prefs", "officer_keys"}

// metaRootPages names, in the recovery copy's meta, the pages where the ledger's tables begin.
const metaRootPages = "roots"

// WriteCopy writes the recovery copy anew, after each change of an account or a key and at
// each sign-in. Where that fails there is none until the next one: an old one
// would let in who was put out.
func WriteCopy(ctx context.Context, f *sqlitedb.File) {
	path := filepath.Join(filepath.Dir(f.Path), folder.RecoveryCopy)
	err := f.Read("write the recovery copy", func(db *sql.DB) error {
		tx, err := db.BeginTx(ctx, nil) // one moment of it
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing was written
		err = writeTables(ctx, tx, path)
		if siak.KindOf(fault.Wrap("write the recovery copy", err)) == fault.KindDamaged {
			err = errors.Join(sqlitedb.RemoveDB(path), writeTables(ctx, tx, path))
		}
		return err
	})
	if err != nil {
		_ = sqlitedb.RemoveDB(path)
	}
}

func writeTables(ctx context.Context, from *sql.Tx, path string) (err error) {
	to, err := sqlitedb.OpenCopy(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := ledger.Schema.Migrate(ctx, to, true); err != nil {
		return err
	}
	roots, err := rootPages(ctx, from)
	if err != nil {
		return err
	}
	return sqlitedb.Transact(ctx, to, func(tx *sql.Tx) error {
		for _, table := range copiedTables {
			columns, err := sqlitedb.Column[string](ctx, tx, `SELECT name FROM pragma_table_info(?)`, table)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table); err != nil {
				return err
			}
			c := tableCopy{ctx: ctx, from: from, tx: tx, table: table, columns: columns}
			if _, whole, err := c.run(""); err != nil || !whole {
				return errors.Join(err, fault.Damaged("write the recovery copy", "a table does not read"))
			}
		}
		return sqlitedb.PutMeta(ctx, tx, metaRootPages, roots)
	})
}

// rootPages is where each table of a ledger begins.
func rootPages(ctx context.Context, q sqlitedb.RowsQuerier) ([]byte, error) {
	rows, err := q.QueryContext(ctx, `SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	roots := map[string]int64{}
	for rows.Next() {
		var name string
		var page int64
		if err := rows.Scan(&name, &page); err != nil {
			return nil, err
		}
		roots[name] = page
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return codec.Encode(roots)
}

// OpenCopy opens a folder's spare to be read; nil where there is none that is
// whole, as after a crash in the middle of its writing.
func OpenCopy(ctx context.Context, dir string) *sql.DB {
	db, err := ledger.PeekAs(ctx, filepath.Join(dir, folder.RecoveryCopy), sqlitedb.Access{Busy: sqlitedb.PeekWait})
	if err != nil {
		return nil
	}
	if sqlitedb.QuickCheck(ctx, db) != nil {
		_ = db.Close() // nothing was written
		return nil
	}
	return db
}

// AccountDiffers reports whether an account whose secret does not open it is not the
// one that was written: a changed byte, and no wrong secret.
func AccountDiffers(ctx context.Context, dir string, a accounts.Row) bool {
	db := OpenCopy(ctx, dir)
	if db == nil {
		return false
	}
	defer db.Close()
	was, err := accounts.Find(ctx, db, a.Name, time.Time{})
	// A new secret has both another salt and another wrap.
	sameSalt := bytes.Equal(was.Wrap.Salt, a.Wrap.Salt) && was.Wrap.Cost == a.Wrap.Cost && was.Method == a.Method
	return err == nil && sameSalt != bytes.Equal(was.Wrap.Sealed, a.Wrap.Sealed)
}

// replaceRows puts the recovery copy's rows in the place of those that were read. A count of
// failed tries is the ledger's, if it could be read.
func (c tableCopy) replaceRows(keys []string) error {
	var set []string
	for _, name := range c.columns {
		if !slices.Contains(keys, name) && name != "tries" && name != "tried_at" {
			set = append(set, name+" = excluded."+name)
		}
	}
	c.then = ` ON CONFLICT DO UPDATE SET ` + strings.Join(set, ", ")
	where := ""
	switch c.table {
	case "prefs": // which the recovery copy hears of late
		c.then = ""
	case "meta":
		where = `WHERE name NOT IN ('` + metaRootPages + `', '` + audit.MetaAnchored + `')`
	}
	_, _, err := c.run(where)
	return err
}
