package sandbox

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"ikd/station/siak"
)

// Rows of a page: what a station gets that does not say, and the most.
const (
	defaultPage = 1000
	maxPage     = 5000
)

// Changes is one page of the changes of a partition of the area. It fails with
// not-found for any other partition.
func (s *Sandbox) Changes(ctx context.Context, after siak.Cursor, limit int) (siak.Page, error) {
	const op = "list changes"
	if limit <= 0 {
		limit = defaultPage
	}
	var page siak.Page
	err := s.db.read(ctx, func(tx *sql.Tx) (err error) {
		page, err = changes(ctx, tx, after, min(limit, maxPage))
		return err
	})
	return page, storageError(op, err)
}

func changes(ctx context.Context, tx *sql.Tx, after siak.Cursor, limit int) (siak.Page, error) {
	head, total, err := partitionHead(ctx, tx, after.Partition)
	if err != nil {
		return siak.Page{}, err
	}
	page := siak.Page{From: after, To: head, Total: total}
	if lost := after.Seq > 0 && after.Epoch != head.Epoch; lost || after.Seq > head.Seq {
		page.StartOver, page.To.Seq = true, 0
		return page, nil
	}
	if page.Upserts, err = upserts(ctx, tx, after, limit+1); err != nil {
		return siak.Page{}, err
	}
	if page.Removed, err = tombstones(ctx, tx, after, limit+1); err != nil {
		return siak.Page{}, err
	}
	cut(&page, limit)
	return page, nil
}

// partitionHead is where a cache stands that has everything.
func partitionHead(ctx context.Context, q querier, partition siak.Region) (head siak.Cursor, total uint64, err error) {
	head.Partition = partition
	err = q.QueryRowContext(ctx, `SELECT seq, total, (SELECT value FROM meta WHERE key = 'epoch')
		FROM partitions WHERE region = ? AND area = 1`, string(partition)).Scan(&head.Seq, &total, &head.Epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return head, 0, siak.E("list changes", siak.KindNotFound, nil)
	}
	return head, total, err
}

func upserts(ctx context.Context, tx *sql.Tx, after siak.Cursor, limit int) ([]siak.Resident, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+residentColumns+` FROM people
		WHERE district = ? AND version > ? ORDER BY version LIMIT ?`, string(after.Partition), after.Seq, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var found []siak.Resident
	for rows.Next() {
		p, err := scanPerson(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, p.resident)
	}
	return found, rows.Err()
}

func tombstones(ctx context.Context, tx *sql.Tx, after siak.Cursor, limit int) ([]siak.Tombstone, error) {
	rows, err := tx.QueryContext(ctx, `SELECT nik, version FROM tombstones
		WHERE district = ? AND version > ? ORDER BY version LIMIT ?`, string(after.Partition), after.Seq, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var found []siak.Tombstone
	for rows.Next() {
		var nik string
		var t siak.Tombstone
		if err := rows.Scan(&nik, &t.Version); err != nil {
			return nil, err
		}
		if t.NIK, err = siak.ParseNIK(nik); err != nil {
			return nil, err
		}
		found = append(found, t)
	}
	return found, rows.Err()
}

// cut ends a page after limit changes of either sort. Both are in rising
// sequence, and no two changes of a partition share one.
func cut(p *siak.Page, limit int) {
	if len(p.Upserts)+len(p.Removed) <= limit {
		return
	}
	versions := make([]uint64, 0, len(p.Upserts)+len(p.Removed))
	for _, u := range p.Upserts {
		versions = append(versions, u.Version)
	}
	for _, r := range p.Removed {
		versions = append(versions, r.Version)
	}
	slices.Sort(versions)
	last := versions[limit-1]
	u, _ := slices.BinarySearchFunc(p.Upserts, last+1, func(r siak.Resident, v uint64) int { return cmp.Compare(r.Version, v) })
	t, _ := slices.BinarySearchFunc(p.Removed, last+1, func(r siak.Tombstone, v uint64) int { return cmp.Compare(r.Version, v) })
	p.Upserts, p.Removed = p.Upserts[:u], p.Removed[:t]
	p.To.Seq, p.More = last, true
}

// NewEpoch makes the register one that cannot continue the old sequence, as
// after a restore: every station has to start over.
func (s *Sandbox) NewEpoch(ctx context.Context) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		return putMeta(ctx, tx, map[string]any{"epoch": newEpoch()})
	})
	return storageError("begin epoch", err)
}
