package cache

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
)

// A day's changes touch people all over the city, and keys are hashes: ten
// thousand changed rows lie on nine thousand of the file's forty thousand pages,
// and it is the pages that cost. So a change goes into the table of what is
// recent, in the order of coming, with a narrow index; a removal goes there as a
// row without a value. What is read comes from the views people and words, in
// which a recent row stands before the older one of its key. When much is recent
// it is merged in order of the keys, so that neighbours share the writing of a
// page. A row is sealed for the one place that it has in both tables.

const (
	// MaxRecent is how many rows are kept apart: six days of a city's changes,
	// 8 MB, an index that fits in SQLite's memory.
	MaxRecent = 60_000
	// MergeRows is how many of them a transaction merges: look-ups and the lock
	// get their turn between.
	MergeRows = 1_000
)

// MergeRecent merges what is recent where it has become much. Each transaction
// leaves the cache telling what it told before: where it is cut off the next one
// goes on.
func MergeRecent(ctx context.Context, c *Cache) error {
	var rows int64
	err := c.file.Read("look at the cache", func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT coalesce(max(seq) - min(seq) + 1, 0) FROM recent`).Scan(&rows)
	})
	if err != nil || rows <= c.mostRecent {
		return err
	}
	return errors.Join(
		c.mergeTable(ctx, `SELECT key FROM recent ORDER BY key LIMIT 1 OFFSET ?`,
			`DELETE FROM residents WHERE key IN (SELECT key FROM recent WHERE sealed = x'' AND key <= ?)`,
			`INSERT INTO residents (key, version, sealed)
				SELECT key, version, sealed FROM recent WHERE sealed <> x'' AND key <= ? ORDER BY key`+putRecent,
			`DELETE FROM recent WHERE key <= ?`),
		c.mergeTable(ctx, `SELECT token FROM recent_names ORDER BY token LIMIT 1 OFFSET ?`,
			`DELETE FROM names WHERE (token, key) IN (SELECT token, key FROM recent_names WHERE gone = 1 AND token <= ?)`,
			`INSERT OR IGNORE INTO names (token, key) SELECT token, key FROM recent_names WHERE gone = 0 AND token <= ?`,
			`DELETE FROM recent_names WHERE token <= ?`),
	)
}

// lastKey is a key, or a token, that no row has one above.
const lastKey = 1<<63 - 1

// mergeTable runs the statements up to each of the bounds that some rows end at.
func (c *Cache) mergeTable(ctx context.Context, bound string, statements ...string) error {
	for last := false; !last; {
		err := c.file.WriteLater(ctx, "merge what is recent", func(tx *sql.Tx) error {
			until := int64(lastKey)
			err := tx.QueryRowContext(ctx, bound, c.mergeRows).Scan(&until)
			if last = errors.Is(err, sql.ErrNoRows); err != nil && !last {
				return err
			}
			for _, s := range statements {
				if _, err := tx.ExecContext(ctx, s, until); err != nil {
					return err
				}
			}
			return nil
		})
		if siak.KindOf(err) == fault.KindDiskFull {
			return nil // what is recent is good where it is
		}
		if err != nil {
			return err
		}
	}
	return nil
}
