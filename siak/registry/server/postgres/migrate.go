package postgres

import (
	"context"
	"fmt"

	"ikd/station/siak"
	"ikd/station/siak/migrate"
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
		from, err := history.Up(t)
		if err != nil || from > 0 || fill == nil {
			return err
		}
		return fill(tx)
	})
}

// history of the database. A step that was released is never changed.
var history = migrate.History[*Tx]{
	Steps:      []func(*Tx) error{statements(schema1), statements(schema2), statements(schemaOfficers), statements(schemaAudit), statements(schemaProtection), statements(schemaLimits), statements(schemaKeys), statements(schemaScope)},
	Version:    (*Tx).version,
	SetVersion: (*Tx).setVersion,
}

// statements is a step that runs them.
func statements(text string) func(*Tx) error {
	return func(t *Tx) error {
		_, err := t.pg.Exec(t.ctx, text)
		return clean(err)
	}
}

// version is that of the tables; 0 for none yet.
func (t *conn) version() (v int, err error) {
	_, err = t.one([]any{&v}, "SELECT version FROM schema_version")
	return v, err
}

func (t *conn) setVersion(v int) error {
	t.later("DELETE FROM schema_version")
	t.later("INSERT INTO schema_version VALUES ($1)", v)
	return t.flush()
}

// check fails where the tables are not of this program.
func (t *conn) check() error {
	v, err := t.version()
	if err != nil {
		return err
	}
	if v < history.Latest() {
		return siak.E("open registry", siak.KindNotSetUp, fmt.Errorf("the database has version %d of %d: migrate it", v, history.Latest()))
	}
	return history.Check(v)
}
