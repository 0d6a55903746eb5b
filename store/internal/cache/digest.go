package cache

import (
	"context"
	"database/sql"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
)

// Digests are the checksums of all partitions, for the registry's to be compared
// with, each with the cursor at which it holds. It opens every row there is: some
// seconds for a city. It fails with [siak.KindDamaged] where one does not open.
func (c *Cache) Digests(ctx context.Context) (all []siak.PartitionDigest, err error) {
	err = c.file.Read("check the cache", func(db *sql.DB) error {
		tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing was written
		all, err = digests(ctx, tx, c.keys)
		return err
	})
	return all, c.markIfDamaged(err)
}

func digests(ctx context.Context, tx *sql.Tx, k *seal.Keys) ([]siak.PartitionDigest, error) {
	parts, err := partitions(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	all := make([]siak.PartitionDigest, len(parts))
	place := make(map[int64]*siak.Digest, len(parts))
	for i, p := range parts {
		all[i].At = p.cursor()
		place[p.id] = &all[i].Digest
	}
	rows, err := tx.QueryContext(ctx, `SELECT key, version, sealed FROM people`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		key, r, err := ScanResident(rows, k)
		if err != nil {
			return nil, err
		}
		d, known := place[key&MaxPartition]
		if !known {
			return nil, fault.Damaged("check the cache", "a row is of no partition")
		}
		d.Add(r.NIK, r.Version)
	}
	return all, rows.Err()
}
