package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"ikd/station/internal/migrate"
	"ikd/station/siak"
)

// schema is the history of one file. Its steps are counted by SQLite's
// user_version.
type schema struct {
	application int32    // PRAGMA application_id: tells ledger, cache and foreign files apart
	steps       []string // step i brings version i to i+1; never edited once released
}

// history is what the runner of migrations is to know of the schema.
func (s schema) history(ctx context.Context) migrate.History[*sql.Tx] {
	h := migrate.History[*sql.Tx]{
		Version: func(tx *sql.Tx) (int, error) { return migrate.SQLiteVersion(ctx, tx) },
		SetVersion: func(tx *sql.Tx, version int) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", s.application))
			return errors.Join(err, migrate.SetSQLiteVersion(ctx, tx, version))
		},
	}
	for _, statements := range s.steps {
		h.Steps = append(h.Steps, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		})
	}
	return h
}

// version checks that the file is of this schema and not newer than the
// program, and gives its version: 0 for an empty file.
func (s schema) version(ctx context.Context, db *sql.DB) (int, error) {
	const op = "check the file"
	var version, tables int
	var application int32
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&version, &application, &tables)
	switch {
	case err != nil:
		return 0, fail(op, err)
	case version == 0 && tables == 0:
		return 0, nil
	case application != s.application:
		return 0, damaged(op, "not a file of this kind")
	case version <= 0: // tables, but none of a version's
		return 0, damaged(op, "impossible version")
	}
	return version, s.history(ctx).Check(version)
}

// bring checks the file's structure and brings it to the newest version. An
// empty file is begun only where one may be: a ledger that lost everything is
// not a new one.
func (s schema) bring(ctx context.Context, db *sql.DB, begin bool) error {
	version, err := s.version(ctx, db)
	if err != nil {
		return err
	}
	if version == 0 && !begin {
		return damaged("check the file", "it is empty")
	}
	if err := quickCheck(ctx, db); err != nil {
		return err
	}
	if version == len(s.steps) {
		return nil
	}
	return fail("migrate", transact(ctx, db, func(tx *sql.Tx) error {
		_, err := s.history(ctx).Up(tx)
		return err
	}))
}

// quickCheck finds damage to the structure: pages, their order, their links.
// What a page's values say is known by opening them.
func quickCheck(ctx context.Context, db *sql.DB) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return fail("check the file", err)
	}
	if found != "ok" {
		return siak.E("check the file", siak.KindDamaged, errors.New("its structure is broken"))
	}
	return nil
}
