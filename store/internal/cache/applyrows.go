package cache

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/personname"
	"ikd/station/store/internal/bulk"
	"ikd/station/store/internal/seal"
)

// change is a page on its way into the file, in a transaction.
type change struct {
	tx   *sql.Tx
	part *partition
	seal *bulkSealer
	keys *seal.Keys
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
	for _, table := range []string{"residents", "names", "recent", "recent_names"} {
		if _, err := ch.tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE key & ? = ?`, MaxPartition, ch.part.id); err != nil {
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
	for some := range slices.Chunk(rows, bulk.RowsPerStatement) {
		if err := ch.putAll(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// putAll writes some rows with few statements: one takes SQLite a few
// microseconds, and its way through the driver as many again.
func (ch *change) putAll(ctx context.Context, rows []row) error {
	was, err := ch.storedAll(ctx, rows)
	if err != nil {
		return err
	}
	residents := bulk.NewWriter(ch.tx, `INSERT INTO recent (key, version, sealed) VALUES `, "(?, ?, ?)", putRecent)
	tokens := bulk.NewWriter(ch.tx, `INSERT INTO recent_names (token, key, gone) VALUES `, "(?, ?, 0)", putWord)
	for _, r := range rows {
		before, known := was[r.key]
		if known && before.Version >= r.resident.Version {
			continue
		}
		was[r.key] = *r.resident // the page may bring the person once more
		if err := residents.Add(ctx, bulk.Record{First: uint64(r.key), Second: r.resident.Version, Data: r.sealed}); err != nil {
			return err
		}
		if !known {
			ch.part.residents++
		} else if before.Name == r.resident.Name && before.Birth == r.resident.Birth {
			continue
		} else if err := errors.Join(tokens.Flush(ctx), ch.unindex(ctx, r.key, before)); err != nil {
			return err
		}
		for _, token := range ch.seal.tokens(personname.Normalize(r.resident.Name), r.resident.Birth) {
			if err := tokens.Add(ctx, bulk.Record{First: uint64(token), Second: uint64(r.key)}); err != nil {
				return err
			}
		}
	}
	return errors.Join(residents.Flush(ctx), tokens.Flush(ctx))
}

// What becomes of a recent row when a newer one comes.
const (
	putRecent = ` ON CONFLICT (key) DO UPDATE SET version = excluded.version, sealed = excluded.sealed`
	putWord   = ` ON CONFLICT DO UPDATE SET gone = excluded.gone`
)

// storedAll reads what the file has under the rows' keys.
func (ch *change) storedAll(ctx context.Context, rows []row) (map[int64]siak.Resident, error) {
	keys := make([]any, len(rows))
	for i, r := range rows {
		keys[i] = r.key
	}
	found, err := ch.tx.QueryContext(ctx, `SELECT key, version, sealed FROM people WHERE key IN (?`+strings.Repeat(", ?", len(keys)-1)+`)`, keys...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	all := make(map[int64]siak.Resident, len(rows))
	for found.Next() {
		key, r, err := ScanResident(found, ch.keys)
		if err != nil {
			return nil, err
		}
		all[key] = r
	}
	return all, found.Err()
}

// stored reads what the file has under a key.
func (ch *change) stored(ctx context.Context, key int64) (siak.Resident, bool, error) {
	_, r, err := ScanResident(ch.tx.QueryRowContext(ctx, `SELECT key, version, sealed FROM people WHERE key = ?`, key), ch.keys)
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
	if _, err := ch.tx.ExecContext(ctx, `INSERT INTO recent (key, version, sealed) VALUES (?, ?, x'')`+putRecent, key, int64(t.Version)); err != nil {
		return err
	}
	ch.part.residents--
	return ch.unindex(ctx, key, was)
}

// unindex drops a resident's tokens.
func (ch *change) unindex(ctx context.Context, key int64, r siak.Resident) error {
	for _, token := range ch.seal.tokens(personname.Normalize(r.Name), r.Birth) {
		if _, err := ch.tx.ExecContext(ctx, `INSERT INTO recent_names (token, key, gone) VALUES (?, ?, 1)`+putWord, token, key); err != nil {
			return err
		}
	}
	return nil
}
