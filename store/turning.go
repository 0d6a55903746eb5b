package store

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// While the data key changes, the cache is of one epoch or of the other, as a
// whole: its proof tells which.

// openCacheKeys makes the cache's keys of the epoch that the cache is of; of the
// new one where that cannot be told.
func openCacheKeys(ctx context.Context, k *keys, cache *sql.DB) error {
	k.openUp(k.data)
	if k.beforeData == nil {
		return nil
	}
	sealed, err := getMeta(ctx, cache, "proof")
	if err != nil || sealed == nil {
		return fail("open the cache", err)
	}
	if _, err := k.cacheSeal.open(proof, sealed); err == nil {
		return nil
	}
	k.openUp(k.beforeData)
	if _, err := k.cacheSeal.open(proof, sealed); err == nil {
		return nil
	}
	k.openUp(k.data)
	return nil
}

// forEpoch is a view of the cache with the keys of another data key, to write a
// fresh file with.
func (c *Cache) forEpoch(data []byte) *Cache {
	k := &keys{}
	k.openUp(data)
	return &Cache{file: c.file, keys: k}
}

// reseal writes the cache anew under another data key and puts it in the place
// of the one that there is. Look-ups go on meanwhile; pulls wait. What a crash
// cuts off is begun anew. told gets how many residents are done.
func (c *Cache) reseal(ctx context.Context, data []byte, told func(done, of int)) error {
	c.pulling.Lock()
	defer c.pulling.Unlock()
	next := c.forEpoch(data)
	f, complete, err := c.resealing(ctx, next)
	if err != nil {
		return c.noted(err)
	}
	defer f.discard()
	if err := c.collectAll(ctx, f, told); err != nil {
		return c.noted(err)
	}
	fresh, err := f.write(ctx, complete)
	if err != nil {
		return fail("reseal the cache", err)
	}
	var before *keys // once they were exchanged
	err = c.file.replace(f.path, func(old *sql.DB) error {
		err := errors.Join(c.carryMeta(ctx, old, fresh, next.keys), fresh.Close(), syncFile(f.path))
		if err == nil {
			before = &keys{cacheSeal: c.keys.cacheSeal, cacheIndex: c.keys.cacheIndex}
			c.keys.cacheSeal, c.keys.cacheIndex = next.keys.cacheSeal, next.keys.cacheIndex
		}
		return err
	})
	switch {
	case err == nil:
		before.forgetCache()
		return nil
	case before != nil: // the old file is still there
		err = errors.Join(err, c.file.life.alone(func() error {
			c.keys.cacheSeal, c.keys.cacheIndex = before.cacheSeal, before.cacheIndex
			return nil
		}))
	}
	return fail("reseal the cache", errors.Join(err, fresh.Close()))
}

// resealing begins a filling with the partitions as they are.
func (c *Cache) resealing(ctx context.Context, next *Cache) (f *filling, complete bool, err error) {
	f = next.emptyFilling()
	err = c.file.read("begin to reseal the cache", func(db *sql.DB) error {
		all, err := partitions(ctx, db, c.keys)
		for _, p := range all {
			f.parts[p.region] = &p
		}
		if err != nil {
			return err
		}
		filling, err := getMeta(ctx, db, "filling")
		complete = filling == nil
		return err
	})
	return f, complete, err
}

// resealPage is how many residents are read at a time: look-ups and the lock
// get their turn between.
const resealPage = 2000

// collectAll opens all residents and collects them in the filling.
func (c *Cache) collectAll(ctx context.Context, f *filling, told func(done, of int)) error {
	freshness, err := c.Freshness(ctx)
	if err != nil {
		return err
	}
	after, done := int64(-1), 0
	for {
		last, n, err := c.collectPage(ctx, f, after)
		if err != nil || n == 0 {
			return err
		}
		after, done = last, done+n
		told(done, max(done, freshness.Residents))
	}
}

func (c *Cache) collectPage(ctx context.Context, f *filling, after int64) (last int64, n int, err error) {
	err = c.file.read("reseal the cache", func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, `SELECT key, version, sealed FROM people WHERE key > ? ORDER BY key LIMIT ?`, after, resealPage)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var page siak.Page
			key, r, err := scanResident(rows, c.keys)
			if err != nil {
				return err
			}
			page.Upserts = []siak.Resident{r}
			if err := f.collect(key&mostPartition, page); err != nil {
				return err
			}
			last, n = key, n+1
		}
		return rows.Err()
	})
	return last, n, err
}

// isOf reports whether the cache is sealed under a data key.
func (c *Cache) isOf(ctx context.Context, data []byte) (is bool, err error) {
	k := c.forEpoch(data).keys
	defer k.forgetCache()
	err = c.file.read("look at the cache", func(db *sql.DB) error {
		sealed, err := getMeta(ctx, db, "proof")
		if err == nil && sealed != nil {
			_, wrong := k.cacheSeal.open(proof, sealed)
			is = wrong == nil
		}
		return err
	})
	return is, err
}
