package cache

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"ikd/station/siak"
	"ikd/station/store/internal/bulk"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/namefold"
)

// filling is a fresh cache in the making.
type filling struct {
	cache *Cache
	path  string // of the fresh file
	had   bool   // the old file has residents, of a filling that was broken off
	anew  bool   // the old file is damaged
	parts map[siak.Region]*partition
	gone  map[int64]bool      // partitions that the registry began anew
	came  map[siak.Region]int // residents that were taken in
	pages int
	log   *pageLog // nil: none is kept
	seal  *bulkSealer
	// rows by key and version, without data for a tombstone; names by token and key.
	rows, names bulk.Sorter
}

// How much a filling keeps in memory.
const (
	rowsInMemory  = 24 << 20
	namesInMemory = 12 << 20
)

// emptyFilling is for within the cache's lifetime.
func (c *Cache) emptyFilling() *filling {
	return &filling{
		cache: c, path: c.File.Path + FreshSuffix, seal: c.newBulkSealer(),
		parts: make(map[siak.Region]*partition), gone: make(map[int64]bool), came: make(map[siak.Region]int),
		rows:  bulk.Sorter{Pattern: c.File.Path + RunSuffix + "*", Limit: rowsInMemory},
		names: bulk.Sorter{Pattern: c.File.Path + RunSuffix + "*", Limit: namesInMemory},
	}
}

func (c *Cache) newFilling(ctx context.Context) (f *filling, err error) {
	err = c.noted(c.File.Read("begin to fill the cache", func(db *sql.DB) error {
		f = c.emptyFilling()
		f.anew = Marked(c.File.Path)
		if f.anew {
			return nil
		}
		all, err := partitions(ctx, db, c.keys)
		for _, p := range all {
			f.parts[p.region] = &p
			f.had = f.had || p.residents > 0
		}
		return err
	}))
	return f, err
}

// apply collects a page. All of it is checked before any of it is kept.
func (f *filling) apply(ctx context.Context, page siak.Page) error {
	const op = "collect a page"
	return f.cache.File.Life.During(func() error {
		if err := ctx.Err(); err != nil {
			return fault.Wrap(op, err)
		}
		taken, err := f.take(page)
		if err != nil || !taken {
			return fault.Wrap(op, err)
		}
		f.tell()
		return fault.Wrap(op, f.log.add(page))
	})
}

// take collects a page; false where it was collected before.
func (f *filling) take(page siak.Page) (bool, error) {
	p := f.partition(page.From.Partition)
	switch p.judge(page) {
	case pageOld:
		return false, nil
	case pageAhead:
		return false, errPageAhead
	}
	if page.StartOver {
		f.gone[p.id] = true
		p.id, p.residents, f.came[p.region] = f.freeID(), 0, 0
	}
	if p.id > MaxPartition {
		return false, errTooManyPartitions
	}
	if err := f.collect(p.id, page); err != nil {
		return false, err
	}
	p.epoch, p.seq = page.To.Epoch, page.To.Seq
	f.came[p.region] += len(page.Upserts)
	f.pages++
	return true, nil
}

// tell lets [Cache.Held] know how far the filling is.
func (f *filling) tell() {
	held := make([]siak.PartitionHeld, 0, len(f.parts))
	for _, region := range slices.Sorted(maps.Keys(f.parts)) {
		p := f.parts[region]
		held = append(held, siak.PartitionHeld{At: p.cursor(), Residents: int(p.residents) + f.came[region]})
	}
	f.cache.filling.Store(&held)
}

func (f *filling) partition(region siak.Region) *partition {
	p, known := f.parts[region]
	if !known {
		p = &partition{id: f.freeID(), region: region}
		f.parts[region] = p
	}
	return p
}

// freeID is the lowest ID that no row can have.
func (f *filling) freeID() int64 {
	taken := make(map[int64]bool, len(f.parts))
	for _, p := range f.parts {
		taken[p.id] = true
	}
	id := int64(1)
	for taken[id] || f.gone[id] {
		id++
	}
	return id
}

func (f *filling) collect(partition int64, page siak.Page) error {
	var sealed []byte
	for _, r := range page.Upserts {
		key := f.seal.key(r.NIK, partition)
		var err error
		if sealed, err = f.seal.resident(sealed[:0], key, r); err != nil {
			return err
		}
		if err := f.rows.Add(bulk.Record{First: uint64(key), Second: r.Version, Data: sealed}); err != nil {
			return err
		}
		for _, token := range f.seal.tokens(namefold.Words(r.Name), r.Birth) {
			if err := f.names.Add(bulk.Record{First: uint64(token), Second: uint64(key)}); err != nil {
				return err
			}
		}
	}
	for _, t := range page.Removed {
		if err := f.rows.Add(bulk.Record{First: uint64(f.seal.key(t.NIK, partition)), Second: t.Version}); err != nil {
			return err
		}
	}
	return nil
}
