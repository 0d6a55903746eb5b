package cache

import (
	"context"
	"database/sql"

	"ikd/station/siak"
)

// Held is what the cache has of each partition, by region, in the middle of a
// [Cache.Fill] with what was taken in so far; nothing where the cache was found
// to be damaged, as with [Cache.Cursors].
func (c *Cache) Held(ctx context.Context) (held []siak.PartitionHeld, err error) {
	if filling := c.loading.Load(); filling != nil {
		return *filling, nil
	}
	if Marked(c.file.Path) {
		return nil, nil
	}
	err = c.file.Read("read what the cache has", func(db *sql.DB) error {
		all, err := partitions(ctx, db, c.keys)
		for _, p := range all {
			held = append(held, siak.PartitionHeld{At: p.cursor(), Residents: int(p.residents)})
		}
		return err
	})
	return held, c.markIfDamaged(err)
}
