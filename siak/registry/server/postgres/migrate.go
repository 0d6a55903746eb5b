package postgres

import (
	"context"
	"fmt"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// migrationLock is held by who migrates (pg_advisory_xact_lock): "ikd".
const migrationLock = 0x696b64

// Migrate brings a database up to date, in one transaction, and lets fill make
// what a new one is to have; fill may be nil. Replicas that migrate at once
// wait for each other. It fails with wrong-version for a database of a newer
// program.
func (s *Store) Migrate(ctx context.Context, fill func(server.Tx) error) error {
	return s.Write(ctx, func(tx server.Tx) error {
		t := tx.(*Tx)
		t.later("SET LOCAL statement_timeout = 0")
		t.later("SET LOCAL lock_timeout = 0")
		t.later("SELECT pg_advisory_xact_lock($1)", migrationLock)
		t.later("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)")
		if err := t.flush(); err != nil {
			return err
		}
		from, err := t.version()
		if err != nil {
			return err
		}
		if err := t.climb(from); err != nil {
			return err
		}
		if from > 0 || fill == nil {
			return nil
		}
		return fill(tx)
	})
}

// climb brings the tables from a version to this program's.
func (t *Tx) climb(from int) error {
	if from > len(migrations) {
		return newer(from)
	}
	if from == len(migrations) {
		return nil
	}
	for _, migration := range migrations[from:] {
		if _, err := t.pg.Exec(t.ctx, migration); err != nil {
			return clean(err)
		}
	}
	t.later("DELETE FROM schema_version")
	t.later("INSERT INTO schema_version VALUES ($1)", len(migrations))
	return t.flush()
}

// version is that of the tables; 0 for none yet.
func (t *Tx) version() (v int, err error) {
	_, err = t.one([]any{&v}, "SELECT version FROM schema_version")
	return v, err
}

// check fails where the tables are not of this program.
func (t *Tx) check() error {
	v, err := t.version()
	switch {
	case err != nil:
		return err
	case v < len(migrations):
		return siak.E("open registry", siak.KindNotSetUp, fmt.Errorf("the database has version %d of %d: migrate it", v, len(migrations)))
	case v > len(migrations):
		return newer(v)
	}
	return nil
}

func newer(v int) error {
	return siak.E("open registry", siak.KindWrongVersion, fmt.Errorf("the database has version %d", v))
}
