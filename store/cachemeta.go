package store

import (
	"context"
	"database/sql"
)

// writeMeta takes over what the old cache knows beside its residents. Of a damaged
// one that is the trust list, if it opens: codes are judged by it at once.
func (f *filling) writeMeta(ctx context.Context, old, fresh *sql.DB) error {
	if !f.anew {
		return copyMeta(ctx, old, fresh)
	}
	k := f.cache.keys
	var trust []byte
	if err := old.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'trust'`).Scan(&trust); err == nil {
		if _, err := k.cacheSeal.open(trustPlace, trust); err != nil {
			trust = nil
		}
	}
	return transact(ctx, fresh, func(tx *sql.Tx) error {
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
	return transact(ctx, fresh, func(tx *sql.Tx) error {
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
func (c *Cache) carryMeta(ctx context.Context, old, fresh *sql.DB, next *keys) error {
	if err := copyMeta(ctx, old, fresh); err != nil {
		return err
	}
	return transact(ctx, fresh, func(tx *sql.Tx) error {
		for name, s := range map[string]struct {
			at place
			in bucket
		}{"proof": {proof, smallBucket}, "trust": {trustPlace, trustBucket}} {
			sealed, err := getMeta(ctx, tx, name)
			if err != nil {
				return err
			}
			if sealed == nil {
				continue
			}
			text, err := c.keys.cacheSeal.open(s.at, sealed)
			if err != nil {
				return err
			}
			if err := putMeta(ctx, tx, name, next.cacheSeal.seal(s.at, text, s.in)); err != nil {
				return err
			}
		}
		return nil
	})
}
