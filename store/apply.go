package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"ikd/station/siak"
)

// Apply takes a page of changes in: rows and cursor in one transaction. A page
// that was applied before changes nothing. One that does not continue from
// where the cache stands fails with [siak.KindBadReply].
func (c *Cache) Apply(ctx context.Context, page siak.Page) error {
	const op = "apply a page"
	return c.noted(c.file.write(ctx, op, func(tx *sql.Tx) error {
		p, err := partitionOf(ctx, tx, page.From.Partition)
		if err != nil {
			return err
		}
		switch p.judge(page) {
		case pageOld:
			return nil
		case pageAhead:
			return siak.E(op, siak.KindBadReply, errors.New("the page does not continue from the cursor"))
		}
		if err := c.change(ctx, tx, &p, page); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE partitions SET epoch = ?, seq = ?, residents = ? WHERE id = ?`,
			int64(page.To.Epoch), int64(page.To.Seq), p.residents, p.id)
		return err
	}))
}

func (c *Cache) change(ctx context.Context, tx *sql.Tx, p *partition, page siak.Page) error {
	if page.StartOver {
		return p.drop(ctx, tx)
	}
	if err := c.upsert(ctx, tx, p, page.Upserts); err != nil {
		return err
	}
	return c.remove(ctx, tx, p, page.Removed)
}

// partition is one kecamatan of the cache.
type partition struct {
	id         int64
	epoch, seq uint64
	residents  int64
}

// partitionOf finds the partition or begins it.
func partitionOf(ctx context.Context, tx *sql.Tx, region siak.Region) (partition, error) {
	var p partition
	var epoch, seq int64
	err := tx.QueryRowContext(ctx, `INSERT INTO partitions (region) VALUES (?)
		ON CONFLICT (region) DO UPDATE SET region = region
		RETURNING id, epoch, seq, residents`, string(region)).Scan(&p.id, &epoch, &seq, &p.residents)
	if err == nil && p.id > mostPartition {
		return p, siak.E("begin a partition", siak.KindRefused, errors.New("too many partitions"))
	}
	p.epoch, p.seq = uint64(epoch), uint64(seq)
	return p, err
}

type judgement int

const (
	pageNext  judgement = iota // continues from the cursor, or overlaps with it
	pageOld                    // was applied before
	pageAhead                  // something between is missing
)

func (p partition) judge(page siak.Page) judgement {
	switch {
	case page.StartOver && page.To.Epoch == p.epoch && page.From.Epoch != p.epoch:
		return pageOld // that new epoch has begun
	case page.StartOver:
		return pageNext
	case page.From.Epoch != p.epoch && page.To.Epoch != p.epoch, page.From.Seq > p.seq:
		return pageAhead
	case page.To.Epoch == p.epoch && page.To.Seq <= p.seq:
		return pageOld
	default:
		return pageNext
	}
}

// drop forgets the partition's rows. It reads every key of the cache, which a
// new epoch, rare as it is, may cost.
func (p *partition) drop(ctx context.Context, tx *sql.Tx) error {
	p.residents = 0
	_, err := tx.ExecContext(ctx, `DELETE FROM residents WHERE key & ? = ?`, mostPartition, p.id)
	return err
}

// row is a resident as the file keeps it.
type row struct {
	key     int64
	version uint64
	sealed  []byte
}

// upsert writes the residents that are newer than what is there, in the order
// of their keys, so that neighbours are written together.
func (c *Cache) upsert(ctx context.Context, tx *sql.Tx, p *partition, residents []siak.Resident) error {
	rows := make([]row, 0, len(residents))
	for _, r := range residents {
		text, err := encodeResident(r)
		if err != nil {
			return err
		}
		first, _ := c.residentKeys(r.NIK)
		key := first | p.id
		sealed := c.keys.cacheSeal.seal(residentPlace(key, r.Version), text, residentBucket)
		rows = append(rows, row{key, r.Version, sealed})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.key, b.key) })
	for _, r := range rows {
		if err := p.put(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

func (p *partition) put(ctx context.Context, tx *sql.Tx, r row) error {
	inserted, err := affected(tx.ExecContext(ctx, `INSERT INTO residents (key, version, sealed) VALUES (?, ?, ?)
		ON CONFLICT DO NOTHING`, r.key, int64(r.version), r.sealed))
	if err != nil || inserted > 0 {
		p.residents += inserted
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE residents SET version = ?2, sealed = ?3 WHERE key = ?1 AND version < ?2`,
		r.key, int64(r.version), r.sealed)
	return err
}

// remove takes out who left the partition, unless the row is newer than that.
func (c *Cache) remove(ctx context.Context, tx *sql.Tx, p *partition, removed []siak.Tombstone) error {
	for _, t := range removed {
		first, _ := c.residentKeys(t.NIK)
		gone, err := affected(tx.ExecContext(ctx, `DELETE FROM residents WHERE key = ? AND version <= ?`,
			first|p.id, int64(t.Version)))
		if err != nil {
			return err
		}
		p.residents -= gone
	}
	return nil
}

// affected is how many rows a statement changed.
func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
