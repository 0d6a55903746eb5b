package migrate_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
	"ikd/station/siak/migrate"
)

func step(ctx context.Context, statement string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	}
}

// history makes a table a, then b, then c.
func history(ctx context.Context) migrate.History[*sql.Tx] {
	return migrate.History[*sql.Tx]{
		Steps: []func(*sql.Tx) error{
			step(ctx, "CREATE TABLE a (x)"), step(ctx, "CREATE TABLE b (x)"), step(ctx, "CREATE TABLE c (x)"),
		},
		Version:    func(tx *sql.Tx) (int, error) { return migrate.SQLiteVersion(ctx, tx) },
		SetVersion: func(tx *sql.Tx, v int) error { return migrate.SetSQLiteVersion(ctx, tx, v) },
	}
}

func open(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_txlock=immediate&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// up migrates as the storages do.
func up(ctx context.Context, db *sql.DB, h migrate.History[*sql.Tx]) (from int, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	if from, err = h.Up(tx); err != nil {
		return from, err
	}
	return from, tx.Commit()
}

// state is the version of a file and its tables.
func state(t *testing.T, db *sql.DB) (version int, tables string) {
	t.Helper()
	err := db.QueryRowContext(t.Context(), `SELECT
		(SELECT user_version FROM pragma_user_version), (SELECT coalesce(group_concat(name, ''), '') FROM sqlite_schema)`).Scan(&version, &tables)
	if err != nil {
		t.Fatal(err)
	}
	return version, tables
}

func TestUp(t *testing.T) {
	ctx := t.Context()
	for name, c := range map[string]struct {
		prepare string
		change  func(*migrate.History[*sql.Tx])
		from    int
		kind    siak.Kind // of the error; "" for none
		version int
		tables  string
	}{
		"an empty file": {version: 3, tables: "abc"},
		"an older file": {prepare: "CREATE TABLE a (x); PRAGMA user_version = 1", from: 1, version: 3, tables: "abc"},
		"a file of today": {
			prepare: "CREATE TABLE a (x); PRAGMA user_version = 3", from: 3, version: 3, tables: "a",
			change: func(h *migrate.History[*sql.Tx]) {
				h.SetVersion = func(*sql.Tx, int) error { return errors.New("written without need") }
			},
		},
		"made at once": {
			version: 3, tables: "whole",
			change: func(h *migrate.History[*sql.Tx]) { h.Steps[0], h.Create = nil, step(ctx, "CREATE TABLE whole (x)") },
		},
		"an older file of a history with a beginning": {
			prepare: "CREATE TABLE a (x); PRAGMA user_version = 1", from: 1, version: 3, tables: "abc",
			change: func(h *migrate.History[*sql.Tx]) { h.Steps[0], h.Create = nil, step(ctx, "CREATE TABLE whole (x)") },
		},
		"a newer program's": {prepare: "PRAGMA user_version = 4", from: 4, kind: siak.KindWrongVersion, version: 4},
		"no version":        {prepare: "PRAGMA user_version = -1", from: -1, kind: siak.KindDamaged, version: -1},
		"the last step fails": {
			kind:   siak.KindUnknown, // and nothing is left of the first two
			change: func(h *migrate.History[*sql.Tx]) { h.Steps[2] = step(ctx, "CREATE TABLE a (x)") },
		},
		"the version cannot be written": {
			kind: siak.KindUnknown,
			change: func(h *migrate.History[*sql.Tx]) {
				h.SetVersion = func(*sql.Tx, int) error { return errors.New("no") }
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, filepath.Join(t.TempDir(), "x.db"))
			if _, err := db.ExecContext(ctx, c.prepare); err != nil {
				t.Fatal(err)
			}
			h := history(ctx)
			if c.change != nil {
				c.change(&h)
			}
			from, err := up(ctx, db, h)
			if from != c.from || siak.KindOf(err) != c.kind {
				t.Errorf("from version %d, error %v; want %d, %q", from, err, c.from, c.kind)
			}
			if version, tables := state(t, db); version != c.version || tables != c.tables {
				t.Errorf("version %d with tables %q; want %d, %q", version, tables, c.version, c.tables)
			}
		})
	}
}

// Of programs that migrate at once one does it, and the others find it done.
func TestUpAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	var all sync.WaitGroup
	froms := make(chan int, 4)
	for range cap(froms) {
		db := open(t, path)
		all.Go(func() {
			from, err := up(t.Context(), db, history(t.Context()))
			if err != nil {
				t.Error(err)
			}
			froms <- from
		})
	}
	all.Wait()
	close(froms)
	count := map[int]int{}
	for from := range froms {
		count[from]++
	}
	if count[0] != 1 || count[3] != 3 {
		t.Errorf("versions found: %v", count)
	}
}
