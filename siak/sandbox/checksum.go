package sandbox

import (
	"context"
	"database/sql"

	"ikd/station/siak"
)

// checksum is the contract's sum over a partition, for a page that brings a
// cache to where the partition stands; nil for any other.
func (s *Sandbox) checksum(ctx context.Context, page siak.Page) (sum []byte, err error) {
	if page.More || page.StartOver {
		return nil, nil
	}
	err = s.db.read(ctx, func(tx *sql.Tx) error {
		head, _, err := partitionHead(ctx, tx, page.To.Partition)
		if err != nil || head != page.To {
			return err
		}
		d, err := digest(ctx, tx, head.Partition)
		sum = d[:]
		return err
	})
	return sum, storageError("sum a partition", err)
}

// digest sums the people that stations know.
func digest(ctx context.Context, tx *sql.Tx, partition siak.Region) (d siak.Digest, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT nik, version FROM people WHERE district = ? AND version > 0`, string(partition))
	if err != nil {
		return d, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var digits string
		var version uint64
		if err := rows.Scan(&digits, &version); err != nil {
			return d, err
		}
		nik, err := siak.ParseNIK(digits)
		if err != nil {
			return d, err
		}
		d.Add(nik, version)
	}
	return d, rows.Err()
}
