package cache

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// While the data key changes, the cache is of one epoch or of the other, as a
// whole: its proof tells which.

// DeriveKeys makes the cache's keys of the epoch that the cache is of; of the
// new one where that cannot be told.
func DeriveKeys(ctx context.Context, k *seal.Keys, cache *sql.DB) error {
	k.DeriveCacheKeys(k.Data)
	if k.PreviousData == nil {
		return nil
	}
	sealed, err := sqlitedb.GetMeta(ctx, cache, "proof")
	if err != nil || sealed == nil {
		return fault.Wrap("open the cache", err)
	}
	if _, err := k.CacheSeal.Open(proof, sealed); err == nil {
		return nil
	}
	k.DeriveCacheKeys(k.PreviousData)
	if _, err := k.CacheSeal.Open(proof, sealed); err == nil {
		return nil
	}
	k.DeriveCacheKeys(k.Data)
	return nil
}

// withKeysOf is a view of the cache with the keys of another data key, to write a
// fresh file with.
func (c *Cache) withKeysOf(data []byte) *Cache {
	k := &seal.Keys{}
	k.DeriveCacheKeys(data)
	return &Cache{file: c.file, keys: k}
}

// Reseal writes the cache anew under another data key and puts it in the place
// of the one that there is. Look-ups go on meanwhile; pulls wait. What a crash
// cuts off is begun anew. told gets how many residents are done.
func Reseal(ctx context.Context, c *Cache, data []byte, told func(done, of int)) error {
	c.pulling.Lock()
	defer c.pulling.Unlock()
	next := c.withKeysOf(data)
	f, complete, err := c.beginReseal(ctx, next)
	if err != nil {
		return c.markIfDamaged(err)
	}
	defer f.discard()
	if err := f.collectAll(ctx, c, told); err != nil {
		return c.markIfDamaged(err)
	}
	fresh, err := f.write(ctx, complete)
	if err != nil {
		return fault.Wrap("reseal the cache", err)
	}
	var before *seal.Keys // once they were exchanged
	err = c.file.Replace(f.path, func(old *sql.DB) error {
		err := errors.Join(carryMeta(ctx, old, fresh, c.keys, next.keys), fresh.Close(), sqlitedb.SyncFile(f.path))
		if err == nil {
			before = &seal.Keys{CacheSeal: c.keys.CacheSeal, CacheIndex: c.keys.CacheIndex}
			c.keys.CacheSeal, c.keys.CacheIndex = next.keys.CacheSeal, next.keys.CacheIndex
		}
		return err
	})
	switch {
	case err == nil:
		before.ForgetCache()
		return nil
	case before != nil: // the old file is still there
		err = errors.Join(err, c.file.Life.Exclusively(func() error {
			c.keys.CacheSeal, c.keys.CacheIndex = before.CacheSeal, before.CacheIndex
			return nil
		}))
	}
	return fault.Wrap("reseal the cache", errors.Join(err, fresh.Close()))
}

// beginReseal begins a bulk load with the partitions as they are.
func (c *Cache) beginReseal(ctx context.Context, next *Cache) (f *bulkLoad, complete bool, err error) {
	f = next.emptyBulkLoad()
	err = c.file.Read("begin to reseal the cache", func(db *sql.DB) error {
		all, err := partitions(ctx, db, c.keys)
		for _, p := range all {
			f.parts[p.region] = &p
		}
		if err != nil {
			return err
		}
		filling, err := sqlitedb.GetMeta(ctx, db, "filling")
		complete = filling == nil
		return err
	})
	return f, complete, err
}

// resealPage is how many residents are read at a time: look-ups and the lock
// get their turn between.
const resealPage = 2000

// collectAll opens all residents and collects them in the bulk load.
func (f *bulkLoad) collectAll(ctx context.Context, c *Cache, told func(done, of int)) error {
	freshness, err := c.Freshness(ctx)
	if err != nil {
		return err
	}
	after, done := int64(-1), 0
	for {
		last, n, err := f.collectPage(ctx, c, after)
		if err != nil || n == 0 {
			return err
		}
		after, done = last, done+n
		told(done, max(done, freshness.Residents))
	}
}

func (f *bulkLoad) collectPage(ctx context.Context, c *Cache, after int64) (last int64, n int, err error) {
	err = c.file.Read("reseal the cache", func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, `SELECT key, version, sealed FROM people WHERE key > ? ORDER BY key LIMIT ?`, after, resealPage)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var page siak.Page
			key, r, err := ScanResident(rows, c.keys)
			if err != nil {
				return err
			}
			page.Upserts = []siak.Resident{r}
			if err := f.collect(key&MaxPartition, page); err != nil {
				return err
			}
			last, n = key, n+1
		}
		return rows.Err()
	})
	return last, n, err
}

// SealedUnder reports whether the cache is sealed under a data key.
func SealedUnder(ctx context.Context, c *Cache, data []byte) (is bool, err error) {
	k := c.withKeysOf(data).keys
	defer k.ForgetCache()
	err = c.file.Read("look at the cache", func(db *sql.DB) error {
		sealed, err := sqlitedb.GetMeta(ctx, db, "proof")
		if err == nil && sealed != nil {
			_, wrong := k.CacheSeal.Open(proof, sealed)
			is = wrong == nil
		}
		return err
	})
	return is, err
}
