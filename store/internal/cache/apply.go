package cache

import (
	"context"
	"database/sql"

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
	if err := c.applyRows(ctx, page); err != nil {
		return err
	}
	return c.markIfDamaged(MergeRecent(ctx, c))
}

func (c *Cache) applyRows(ctx context.Context, page siak.Page) error {
	return c.markIfDamaged(c.file.Write(ctx, "apply a page", func(tx *sql.Tx) error {
		p, err := partitionOf(ctx, tx, c.keys, page.From.Partition)
		if err != nil {
			return err
		}
		switch p.position(page) {
		case pageOld:
			return nil
		case pageAhead:
			return errPageAhead
		}
		ch := &change{tx: tx, part: &p, seal: newBulkSealer(c.keys), keys: c.keys}
		if err := ch.apply(ctx, page); err != nil {
			return err
		}
		p.epoch, p.seq = page.To.Epoch, page.To.Seq
		return p.write(ctx, tx, c.keys)
	}))
}
