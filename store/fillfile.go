package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"maps"
	"slices"
)

// finish writes the fresh file in order of the keys, makes it durable, and puts
// it in the old one's place.
func (f *filling) finish(ctx context.Context, complete bool) error {
	const op = "fill the cache"
	fresh, err := f.write(ctx, complete)
	if err != nil {
		return fail(op, err)
	}
	err = f.cache.file.replace(f.path, func(old *sql.DB) error {
		return errors.Join(f.writeMeta(ctx, old, fresh), closeDB(fresh), syncFile(f.path))
	})
	if err != nil {
		return fail(op, errors.Join(err, closeDB(fresh)))
	}
	if f.anew {
		err = remove(f.cache.file.path + markSuffix)
	}
	return fail(op, err)
}

// write makes the fresh file. It has no journal: until it takes its place a
// crash only leaves something to be swept away.
func (f *filling) write(ctx context.Context, complete bool) (_ *sql.DB, err error) {
	if err := errors.Join(removeDB(f.path), touch(f.path)); err != nil {
		return nil, err
	}
	db, err := openDB(f.path, 1, access{}.with(map[string][]string{
		"mode": {"rw"}, "_journal_mode": {"OFF"}, "_synchronous": {"OFF"}, "_locking_mode": {"EXCLUSIVE"}, "_stmt_cache_size": {"8"},
	}))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if err := cacheSchema.bring(ctx, db, true); err != nil {
		return nil, err
	}
	if err := transact(ctx, db, func(tx *sql.Tx) error { return f.writeAll(ctx, tx, complete) }); err != nil {
		return nil, err
	}
	return db, syncFile(f.path) // most of it now, while nobody waits
}

func (f *filling) writeAll(ctx context.Context, tx *sql.Tx, complete bool) (err error) {
	var old *sql.DB
	if f.had {
		if old, err = openReader(f.cache.file.path, f.cache.file.how); err != nil {
			return err
		}
		defer old.Close()
	}
	removed, err := f.writeRows(ctx, tx, old)
	if err != nil {
		return err
	}
	if err := f.writeNames(ctx, tx, old, removed); err != nil {
		return err
	}
	if !complete {
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('filling', 1)`); err != nil {
			return err
		}
	}
	return f.cache.file.life.during(func() error {
		for _, region := range slices.Sorted(maps.Keys(f.parts)) {
			if err := f.parts[region].write(ctx, tx, f.cache.keys); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeRows writes of each key the newest version, counts the partitions, and
// gives the keys of those who were removed.
func (f *filling) writeRows(ctx context.Context, tx *sql.Tx, old *sql.DB) (map[uint64]bool, error) {
	rows, err := f.merged(ctx, &f.rows, old, `SELECT key, version, sealed FROM people ORDER BY key`)
	if err != nil {
		return nil, err
	}
	counts, removed := make(map[int64]int64), make(map[uint64]bool)
	out := newBulkWriter(tx, `INSERT INTO residents (key, version, sealed) VALUES `, "(?, ?, ?)", "")
	keep := func(r record) error {
		switch partition := int64(r.first & mostPartition); {
		case f.gone[partition]:
			return nil
		case len(r.data) == 0:
			removed[r.first] = true
			return nil
		default:
			counts[partition]++
			return out.add(ctx, r)
		}
	}
	if err := errors.Join(newest(rows, keep), out.flush(ctx)); err != nil {
		return nil, err
	}
	for _, p := range f.parts {
		p.residents = counts[p.id]
	}
	return removed, nil
}

// newest hands on, of each run of records with the same key, the one with the
// highest version; a tombstone before a row of its own version.
func newest(rows stream, keep func(record) error) error {
	var best record
	any := false
	for {
		r, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if any && r.first != best.first {
			if err := keep(best); err != nil {
				return err
			}
		}
		if !any || r.first != best.first || r.second > best.second || r.second == best.second && len(r.data) == 0 {
			best = record{r.first, r.second, append(best.data[:0], r.data...)}
		}
		any = true
	}
	if !any {
		return nil
	}
	return keep(best)
}

// writeNames writes each token once. Tokens of a name that a person had within
// the pull may stay: a search looks at the name itself.
func (f *filling) writeNames(ctx context.Context, tx *sql.Tx, old *sql.DB, removed map[uint64]bool) error {
	names, err := f.merged(ctx, &f.names, old, `SELECT token, key, x'' FROM words ORDER BY token, key`)
	if err != nil {
		return err
	}
	out := newBulkWriter(tx, `INSERT INTO names (token, key) VALUES `, "(?, ?)", "")
	var before record
	for {
		r, err := names.next()
		if errors.Is(err, io.EOF) {
			return out.flush(ctx)
		}
		if err != nil {
			return err
		}
		same := r.first == before.first && r.second == before.second
		before = record{first: r.first, second: r.second}
		if same || removed[r.second] || f.gone[int64(r.second&mostPartition)] {
			continue
		}
		if err := out.add(ctx, before); err != nil {
			return err
		}
	}
}

// merged is what was collected together with what the old file has.
func (f *filling) merged(ctx context.Context, s *sorter, old *sql.DB, query string) (stream, error) {
	streams, err := s.streams()
	if err != nil {
		return nil, err
	}
	if old != nil {
		rows, err := old.QueryContext(ctx, query)
		if err != nil {
			return nil, err
		}
		streams = append(streams, &tableRun{rows}) // closed with old, or at its end
	}
	return merge(streams)
}

// tableRun is a query as a stream.
type tableRun struct{ rows *sql.Rows }

func (t *tableRun) next() (record, error) {
	if !t.rows.Next() {
		return record{}, errors.Join(t.rows.Err(), io.EOF)
	}
	var first, second int64
	var data sql.RawBytes
	err := t.rows.Scan(&first, &second, &data)
	return record{uint64(first), uint64(second), data}, err
}
