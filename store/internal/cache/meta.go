package cache

import (
	"context"
	"database/sql"

	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// writeMeta takes over what the old cache knows beside its residents. Of a damaged
// one that is the trust list, if it opens: codes are judged by it at once.
func (f *bulkLoad) writeMeta(ctx context.Context, old, fresh *sql.DB) error {
	if !f.afterDamage {
		return copyMeta(ctx, old, fresh)
	}
	k := f.cache.keys
	var trust []byte
	if err := old.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'trust'`).Scan(&trust); err == nil {
		if _, err := k.CacheSeal.Open(trustPlace, trust); err != nil {
			trust = nil
		}
	}
	return sqlitedb.Transact(ctx, fresh, func(tx *sql.Tx) error {
		err := insertProof(ctx, tx, k)
		if err == nil && trust != nil {
			_, err = tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('trust', ?)`, trust)
		}
		return err
	})
}

// copyMeta takes over what the old cache knows beside its residents.
func copyMeta(ctx context.Context, old, fresh *sql.DB) error {
	rows, err := old.QueryContext(ctx, `SELECT name, value FROM meta WHERE name <> 'filling'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	return sqlitedb.Transact(ctx, fresh, func(tx *sql.Tx) error {
		for rows.Next() {
			var name string
			var value any
			if err := rows.Scan(&name, &value); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES (?, ?)`, name, value); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// carryMeta takes over what the old cache knows beside its residents, sealed
// anew.
func carryMeta(ctx context.Context, old, fresh *sql.DB, from, to *seal.Keys) error {
	if err := copyMeta(ctx, old, fresh); err != nil {
		return err
	}
	return sqlitedb.Transact(ctx, fresh, func(tx *sql.Tx) error {
		for name, s := range map[string]struct {
			at seal.Place
			in seal.Bucket
		}{"proof": {proof, seal.SmallBucket}, "trust": {trustPlace, seal.TrustBucket}} {
			sealed, err := sqlitedb.GetMeta(ctx, tx, name)
			if err != nil {
				return err
			}
			if sealed == nil {
				continue
			}
			text, err := from.CacheSeal.Open(s.at, sealed)
			if err != nil {
				return err
			}
			if err := sqlitedb.PutMeta(ctx, tx, name, to.CacheSeal.Seal(s.at, text, s.in)); err != nil {
				return err
			}
		}
		return carryRevocations(ctx, tx, from, to)
	})
}
