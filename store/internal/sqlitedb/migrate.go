package sqlitedb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"ikd/station/siak"
	"ikd/station/siak/migrate"
	"ikd/station/store/internal/fault"
)

// Schema is the history of one file. Its steps are counted by SQLite's
// user_version.
type Schema struct {
	Application int32    // PRAGMA application_id: tells ledger, cache and foreign files apart
	Steps       []string // step i brings version i to i+1; never edited once released
}

// history is what the runner of migrations is to know of the schema.
func (s Schema) history(ctx context.Context) migrate.History[*sql.Tx] {
	h := migrate.History[*sql.Tx]{
		Version: func(tx *sql.Tx) (int, error) { return migrate.SQLiteVersion(ctx, tx) },
		SetVersion: func(tx *sql.Tx, version int) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", s.Application))
			return errors.Join(err, migrate.SetSQLiteVersion(ctx, tx, version))
		},
	}
	for _, statements := range s.Steps {
		h.Steps = append(h.Steps, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		})
	}
	return h
}

// Version checks that the file is of this schema and not newer than the
// program, and gives its version: 0 for an empty file.
func (s Schema) Version(ctx context.Context, db *sql.DB) (int, error) {
	const op = "check the file"
	var version, tables int
	var application int32
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&version, &application, &tables)
	switch {
	case err != nil:
		return 0, fault.Wrap(op, err)
	case version == 0 && tables == 0:
		return 0, nil
	case application != s.Application:
		return 0, fault.Damaged(op, "not a file of this kind")
	case version <= 0: // tables, but none of a version's
		return 0, fault.Damaged(op, "impossible version")
	}
	return version, s.history(ctx).Check(version)
}

// Migrate checks the file's structure and brings it to the newest version. An
// empty file is begun only where one may be: a ledger that lost everything is
// not a new one.
func (s Schema) Migrate(ctx context.Context, db *sql.DB, begin bool) error {
	version, err := s.Version(ctx, db)
	if err != nil {
		return err
	}
	if version == 0 && !begin {
		return fault.Damaged("check the file", "it is empty")
	}
	if err := QuickCheck(ctx, db); err != nil {
		return err
	}
	if version == len(s.Steps) {
		return nil
	}
	return fault.Wrap("migrate", Transact(ctx, db, func(tx *sql.Tx) error {
		_, err := s.history(ctx).Up(tx)
		return err
	}))
}

// QuickCheck finds damage to the structure: pages, their order, their links.
// What a page's values say is known by opening them.
func QuickCheck(ctx context.Context, db *sql.DB) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return fault.Wrap("check the file", err)
	}
	if found != "ok" {
		return siak.E("check the file", fault.KindDamaged, errors.New("its structure is broken"))
	}
	return nil
}
