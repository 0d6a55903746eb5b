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
	c.pulling.Lock()
	defer c.pulling.Unlock()
	return c.apply(ctx, page)
}

func (c *Cache) apply(ctx context.Context, page siak.Page) error {
	return c.noted(c.file.write(ctx, "apply a page", func(tx *sql.Tx) error {
		p, err := partitionOf(ctx, tx, c.keys, page.From.Partition)
		if err != nil {
			return err
		}
		switch p.judge(page) {
		case pageOld:
			return nil
		case pageAhead:
			return errPageAhead
		}
		ch := &change{tx: tx, part: &p, seal: c.newBulkSealer(), keys: c.keys}
		if err := ch.apply(ctx, page); err != nil {
			return err
		}
		p.epoch, p.seq = page.To.Epoch, page.To.Seq
		return p.write(ctx, tx, c.keys)
	}))
}

// change is a page on its way into the file, in a transaction.
type change struct {
	tx   *sql.Tx
	part *partition
	seal *bulkSealer
	keys *keys
}

func (ch *change) apply(ctx context.Context, page siak.Page) error {
	if page.StartOver {
		return ch.drop(ctx)
	}
	if err := ch.upsert(ctx, page.Upserts); err != nil {
		return err
	}
	for _, t := range page.Removed {
		if err := ch.remove(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// drop forgets the partition's rows. It reads every key of the cache, which a
// new epoch, rare as it is, may cost.
func (ch *change) drop(ctx context.Context) error {
	ch.part.residents = 0
	for _, statement := range []string{
		`DELETE FROM residents WHERE key & ? = ?`, `DELETE FROM names WHERE key & ? = ?`,
	} {
		if _, err := ch.tx.ExecContext(ctx, statement, mostPartition, ch.part.id); err != nil {
			return err
		}
	}
	return nil
}

// row is a resident as the file keeps it.
type row struct {
	resident *siak.Resident
	key      int64
	sealed   []byte
}

// upsert writes the residents that are newer than what is there, in the order
// of their keys, so that neighbours are written together.
func (ch *change) upsert(ctx context.Context, residents []siak.Resident) error {
	rows := make([]row, 0, len(residents))
	for i := range residents {
		r := &residents[i]
		key := ch.seal.key(r.NIK, ch.part.id)
		sealed, err := ch.seal.resident(nil, key, *r)
		if err != nil {
			return err
		}
		rows = append(rows, row{r, key, sealed})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.key, b.key) })
	for _, r := range rows {
		if err := ch.put(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (ch *change) put(ctx context.Context, r row) error {
	was, known, err := ch.stored(ctx, r.key)
	if err != nil || known && was.Version >= r.resident.Version {
		return err
	}
	if _, err := ch.tx.ExecContext(ctx, `INSERT INTO residents (key, version, sealed) VALUES (?1, ?2, ?3)
		ON CONFLICT (key) DO UPDATE SET version = excluded.version, sealed = excluded.sealed`,
		r.key, int64(r.resident.Version), r.sealed); err != nil {
		return err
	}
	if !known {
		ch.part.residents++
		return ch.index(ctx, addToken, r.key, *r.resident)
	}
	if was.Name == r.resident.Name && was.Birth == r.resident.Birth {
		return nil
	}
	return errors.Join(ch.index(ctx, dropToken, r.key, was), ch.index(ctx, addToken, r.key, *r.resident))
}

// stored reads what the file has under a key.
func (ch *change) stored(ctx context.Context, key int64) (siak.Resident, bool, error) {
	r, err := scanResident(ch.tx.QueryRowContext(ctx, `SELECT key, version, sealed FROM residents WHERE key = ?`, key), ch.keys)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// remove takes out who left the partition, unless the row is newer than that.
func (ch *change) remove(ctx context.Context, t siak.Tombstone) error {
	key := ch.seal.key(t.NIK, ch.part.id)
	was, known, err := ch.stored(ctx, key)
	if err != nil || !known || was.Version > t.Version {
		return err
	}
	if _, err := ch.tx.ExecContext(ctx, `DELETE FROM residents WHERE key = ?`, key); err != nil {
		return err
	}
	ch.part.residents--
	return ch.index(ctx, dropToken, key, was)
}

const (
	addToken  = `INSERT INTO names (token, key) VALUES (?, ?) ON CONFLICT DO NOTHING`
	dropToken = `DELETE FROM names WHERE token = ? AND key = ?`
)

// index adds or drops a resident's tokens.
func (ch *change) index(ctx context.Context, statement string, key int64, r siak.Resident) error {
	for _, token := range ch.seal.tokens(foldWords(r.Name), r.Birth) {
		if _, err := ch.tx.ExecContext(ctx, statement, token, key); err != nil {
			return err
		}
	}
	return nil
}
