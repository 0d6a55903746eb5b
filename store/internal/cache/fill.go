package cache

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/sqlitedb"
)

// What stands beside the cache while it is filled.
const (
	FreshSuffix = ".fresh"
	RunSuffix   = ".run-"
)

// Fill takes in the pages that pull hands to apply, each as [Cache.Apply] would
// on its own, and chooses how. A cache that has residents takes each page in a
// transaction. One that has none, or whose last bulk load was broken off, collects
// all of them in order of their keys in a fresh file, which takes the old one's
// place when pull is done: a third of the work of writing them one by one, and
// the officer goes on with what was there until then. So does a cache that was found
// to be damaged: [Cache.Cursors] then begins at nothing, and the fresh file has
// nothing of the damaged one but the trust list.
//
// Where pull fails half-way, what has come so far is kept, with cursors that
// say how far it goes; the next Fill goes on from there. So it does where the
// program died meanwhile. pull begins with what [Cache.Cursors] and [Cache.Held]
// say when it is called. Fill returns pull's error.
func (c *Cache) Fill(ctx context.Context, pull func(apply func(context.Context, siak.Page) error) error) error {
	c.pulling.Lock()
	defer c.pulling.Unlock()
	if c.file.ReadOnly {
		return sqlitedb.ErrReadOnly
	}
	bulk, err := NeedsBulkLoad(ctx, c)
	if err != nil {
		return err
	}
	if !bulk {
		return pull(c.apply)
	}
	f, err := c.newBulkLoad(ctx)
	if err != nil {
		return err
	}
	defer f.discard()
	if err := c.file.Life.During(f.openPageLog); err != nil {
		return fault.Wrap("begin to fill the cache", err)
	}
	f.publish()
	defer c.loading.Store(nil)
	err = pull(f.apply)
	if f.pages == 0 {
		return err
	}
	// What was pulled over a slow line for an hour is kept also when the program
	// is being closed.
	finished := f.finish(context.WithoutCancel(ctx), err == nil)
	if finished == nil {
		finished = f.log.remove()
	}
	return errors.Join(err, c.markIfDamaged(finished))
}

// NeedsBulkLoad reports whether the cache is empty or was never filled to its end.
func NeedsBulkLoad(ctx context.Context, c *Cache) (is bool, err error) {
	if Marked(c.file.Path) {
		return true, nil
	}
	err = c.file.Read("look at the cache", func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM residents) AND NOT EXISTS (SELECT 1 FROM recent) OR EXISTS (SELECT 1 FROM meta WHERE name = 'filling')`).Scan(&is)
	})
	return is, c.markIfDamaged(err)
}

// discard removes what the bulk load left beside the cache.
func (f *bulkLoad) discard() {
	_ = errors.Join(f.log.close(), f.rows.Close(), f.names.Close(), sqlitedb.RemoveDB(f.path))
}

// removeLeftovers removes what a bulk load left that a crash cut off.
func removeLeftovers(cache string) error {
	left, err := os.ReadDir(filepath.Dir(cache))
	if err != nil {
		return err
	}
	for _, entry := range left {
		if strings.HasPrefix(entry.Name(), filepath.Base(cache)+RunSuffix) {
			err = errors.Join(err, sqlitedb.Remove(filepath.Join(filepath.Dir(cache), entry.Name())))
		}
	}
	return errors.Join(err, sqlitedb.RemoveDB(cache+FreshSuffix))
}
