package sqlite

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"errors"

	"ikd/station/siak/migrate"
)

// history of the file. A step that is added belongs into schema and indexes too,
// with which a new file is made at once: the first step is therefore none.
func history(fill func(*Tx) error) migrate.History[*Tx] {
	return migrate.History[*Tx]{
		Steps: []func(*Tx) error{
			nil,
			func(tx *Tx) error {
				if err := tx.exec(schema2); err != nil {
					return err
				}
				return makeSealing(tx)
			},
			func(tx *Tx) error { return tx.exec(schema3) },
			func(tx *Tx) error { return tx.exec(schema4) },
			func(tx *Tx) error { return errors.Join(tx.exec(schemaOfficers), tx.exec(datedRevocations)) },
			func(tx *Tx) error { return tx.exec(schemaAudit) },
			func(tx *Tx) error { return tx.exec(schemaProtection) },
			func(tx *Tx) error { return tx.exec(schemaLimits + numberRevocations) },
			func(tx *Tx) error { return tx.exec(schemaKeys) },
			func(tx *Tx) error { return tx.exec(schemaScope) },
		},
		Create:     func(tx *Tx) error { return tx.create(fill) },
		Version:    func(tx *Tx) (int, error) { return migrate.SQLiteVersion(tx.ctx, tx.sql) },
		SetVersion: func(tx *Tx, version int) error { return migrate.SetSQLiteVersion(tx.ctx, tx.sql, version) },
	}
}

// makeSealing gives a file of version 1 the key that stations seal to.
func makeSealing(tx *Tx) error {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	return tx.SetSetting("sealing_key", key.Bytes())
}

// migrate makes or recognises what is in the file, in one transaction.
func (s *Store) migrate(ctx context.Context, fill func(*Tx) error) error {
	return inTx(ctx, s.writer, nil, func(tx *Tx) error {
		_, err := history(fill).Up(tx)
		return err
	})
}

func (t *Tx) create(fill func(*Tx) error) error {
	if err := t.exec(schema + schemaAudit); err != nil {
		return err
	}
	if fill != nil {
		if err := fill(t); err != nil {
			return err
		}
	}
	return t.exec(indexes)
}
