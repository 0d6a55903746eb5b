package cache

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"maps"
	"slices"

	"ikd/station/store/internal/bulk"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/sqlitedb"
)

// finish writes the fresh file in order of the keys, makes it durable, and puts
// it in the old one's place.
func (f *bulkLoad) finish(ctx context.Context, complete bool) error {
	const op = "fill the cache"
	fresh, err := f.write(ctx, complete)
	if err != nil {
		return fault.Wrap(op, err)
	}
	err = f.cache.file.Replace(f.path, func(old *sql.DB) error {
		return errors.Join(f.writeMeta(ctx, old, fresh), sqlitedb.CloseDB(fresh), sqlitedb.SyncFile(f.path))
	})
	if err != nil {
		return fault.Wrap(op, errors.Join(err, sqlitedb.CloseDB(fresh)))
	}
	if f.afterDamage {
		err = sqlitedb.Remove(f.cache.file.Path + MarkSuffix)
	}
	return fault.Wrap(op, err)
}

// write makes the fresh file. It has no journal: until it takes its place a
// crash only leaves something to be swept away.
func (f *bulkLoad) write(ctx context.Context, complete bool) (_ *sql.DB, err error) {
	if err := errors.Join(sqlitedb.RemoveDB(f.path), sqlitedb.Create(f.path)); err != nil {
		return nil, err
	}
	db, err := sqlitedb.OpenDB(f.path, 1, sqlitedb.Access{}.With(map[string][]string{
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
	if err := Schema.Migrate(ctx, db, true); err != nil {
		return nil, err
	}
	if err := sqlitedb.Transact(ctx, db, func(tx *sql.Tx) error { return f.writeAll(ctx, tx, complete) }); err != nil {
		return nil, err
	}
	return db, sqlitedb.SyncFile(f.path) // most of it now, while nobody waits
}

func (f *bulkLoad) writeAll(ctx context.Context, tx *sql.Tx, complete bool) (err error) {
	var old *sql.DB
	if f.resumed {
		if old, err = sqlitedb.OpenReader(f.cache.file.Path, f.cache.file.How); err != nil {
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
	return f.cache.file.Life.During(func() error {
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
func (f *bulkLoad) writeRows(ctx context.Context, tx *sql.Tx, old *sql.DB) (map[uint64]bool, error) {
	rows, err := f.merged(ctx, &f.rows, old, `SELECT key, version, sealed FROM people ORDER BY key`)
	if err != nil {
		return nil, err
	}
	counts, removed := make(map[int64]int64), make(map[uint64]bool)
	out := bulk.NewWriter(tx, `INSERT INTO residents (key, version, sealed) VALUES `, "(?, ?, ?)", "")
	keep := func(r bulk.Record) error {
		switch partition := int64(r.First & MaxPartition); {
		case f.dropped[partition]:
			return nil
		case len(r.Data) == 0:
			removed[r.First] = true
			return nil
		default:
			counts[partition]++
			return out.Add(ctx, r)
		}
	}
	if err := errors.Join(newest(rows, keep), out.Flush(ctx)); err != nil {
		return nil, err
	}
	for _, p := range f.parts {
		p.residents = counts[p.id]
	}
	return removed, nil
}

// newest hands on, of each run of records with the same key, the one with the
// highest version; a tombstone before a row of its own version.
func newest(rows bulk.Stream, keep func(bulk.Record) error) error {
	var best bulk.Record
	for first := true; ; first = false {
		r, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF) && first:
			return nil
		case errors.Is(err, io.EOF):
			return keep(best)
		case err != nil:
			return err
		case first:
		case r.First != best.First:
			if err := keep(best); err != nil {
				return err
			}
		case !newer(r, best):
			continue
		}
		best = bulk.Record{First: r.First, Second: r.Second, Data: append(best.Data[:0], r.Data...)}
	}
}

// newer reports whether a record stands before another one of its key.
func newer(r, than bulk.Record) bool {
	return r.Second > than.Second || r.Second == than.Second && len(r.Data) == 0
}

// writeNames writes each token once. Tokens of a name that a person had within
// the pull may stay: a search looks at the name itself.
func (f *bulkLoad) writeNames(ctx context.Context, tx *sql.Tx, old *sql.DB, removed map[uint64]bool) error {
	names, err := f.merged(ctx, &f.names, old, `SELECT token, key, x'' FROM words ORDER BY token, key`)
	if err != nil {
		return err
	}
	out := bulk.NewWriter(tx, `INSERT INTO names (token, key) VALUES `, "(?, ?)", "")
	var before bulk.Record
	for {
		r, err := names.Next()
		if errors.Is(err, io.EOF) {
			return out.Flush(ctx)
		}
		if err != nil {
			return err
		}
		same := r.First == before.First && r.Second == before.Second
		before = bulk.Record{First: r.First, Second: r.Second}
		if same || removed[r.Second] || f.dropped[int64(r.Second&MaxPartition)] {
			continue
		}
		if err := out.Add(ctx, before); err != nil {
			return err
		}
	}
}

// merged is what was collected together with what the old file has.
func (f *bulkLoad) merged(ctx context.Context, s *bulk.Sorter, old *sql.DB, query string) (bulk.Stream, error) {
	streams, err := s.Streams()
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
	return bulk.Merge(streams)
}

// tableRun is a query as a stream.
type tableRun struct{ rows *sql.Rows }

func (t *tableRun) Next() (bulk.Record, error) {
	if !t.rows.Next() {
		return bulk.Record{}, errors.Join(t.rows.Err(), io.EOF)
	}
	var first, second int64
	var data sql.RawBytes
	err := t.rows.Scan(&first, &second, &data)
	return bulk.Record{First: uint64(first), Second: uint64(second), Data: data}, err
}
