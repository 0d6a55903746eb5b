package cache

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"ikd/station/siak"
	"ikd/station/siak/personname"
	"ikd/station/store/internal/bulk"
	"ikd/station/store/internal/fault"
)

// bulkLoad fills a fresh cache file with all pages of a pull, in order of their keys.
type bulkLoad struct {
	cache       *Cache
	path        string // of the fresh file
	resumed     bool   // the old file has residents, of a bulk load that was broken off
	afterDamage bool   // the old file is damaged
	parts       map[siak.Region]*partition
	dropped     map[int64]bool      // partitions that the registry began anew
	accepted    map[siak.Region]int // residents that were taken in
	pages       int
	log         *pageLog // nil: none is kept
	seal        *bulkSealer
	// rows by key and version, without data for a tombstone; names by token and key.
	rows, names bulk.Sorter
}

// How much a bulk load keeps in memory.
const (
	rowsInMemory  = 24 << 20
	namesInMemory = 12 << 20
)

// emptyBulkLoad is for within the cache's lifetime.
func (c *Cache) emptyBulkLoad() *bulkLoad {
	return &bulkLoad{
		cache: c, path: c.file.Path + FreshSuffix, seal: newBulkSealer(c.keys),
		parts: make(map[siak.Region]*partition), dropped: make(map[int64]bool), accepted: make(map[siak.Region]int),
		rows:  bulk.Sorter{Pattern: c.file.Path + RunSuffix + "*", Limit: rowsInMemory},
		names: bulk.Sorter{Pattern: c.file.Path + RunSuffix + "*", Limit: namesInMemory},
	}
}

func (c *Cache) newBulkLoad(ctx context.Context) (f *bulkLoad, err error) {
	err = c.markIfDamaged(c.file.Read("begin to fill the cache", func(db *sql.DB) error {
		f = c.emptyBulkLoad()
		f.afterDamage = Marked(c.file.Path)
		if f.afterDamage {
			return nil
		}
		all, err := partitions(ctx, db, c.keys)
		for _, p := range all {
			f.parts[p.region] = &p
			f.resumed = f.resumed || p.residents > 0
		}
		return err
	}))
	return f, err
}

// apply collects a page. All of it is checked before any of it is kept.
func (f *bulkLoad) apply(ctx context.Context, page siak.Page) error {
	const op = "collect a page"
	return f.cache.file.Life.During(func() error {
		if err := ctx.Err(); err != nil {
			return fault.Wrap(op, err)
		}
		taken, err := f.accept(page)
		if err != nil || !taken {
			return fault.Wrap(op, err)
		}
		f.publish()
		return fault.Wrap(op, f.log.add(page))
	})
}

// accept collects a page; false where it was collected before.
func (f *bulkLoad) accept(page siak.Page) (bool, error) {
	p := f.partition(page.From.Partition)
	switch p.position(page) {
	case pageOld:
		return false, nil
	case pageAhead:
		return false, errPageAhead
	}
	if page.StartOver {
		f.dropped[p.id] = true
		p.id, p.residents, f.accepted[p.region] = f.freeID(), 0, 0
	}
	if p.id > MaxPartition {
		return false, errTooManyPartitions
	}
	if err := f.collect(p.id, page); err != nil {
		return false, err
	}
	p.epoch, p.seq = page.To.Epoch, page.To.Seq
	f.accepted[p.region] += len(page.Upserts)
	f.pages++
	return true, nil
}

// publish lets [Cache.Held] know how far the bulk load is.
func (f *bulkLoad) publish() {
	held := make([]siak.PartitionHeld, 0, len(f.parts))
	for _, region := range slices.Sorted(maps.Keys(f.parts)) {
		p := f.parts[region]
		held = append(held, siak.PartitionHeld{At: p.cursor(), Residents: int(p.residents) + f.accepted[region]})
	}
	f.cache.loading.Store(&held)
}

func (f *bulkLoad) partition(region siak.Region) *partition {
	p, known := f.parts[region]
	if !known {
		p = &partition{id: f.freeID(), region: region}
		f.parts[region] = p
	}
	return p
}

// freeID is the lowest ID that no row can have.
func (f *bulkLoad) freeID() int64 {
	taken := make(map[int64]bool, len(f.parts))
	for _, p := range f.parts {
		taken[p.id] = true
	}
	id := int64(1)
	for taken[id] || f.dropped[id] {
		id++
	}
	return id
}

func (f *bulkLoad) collect(partition int64, page siak.Page) error {
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
		for _, token := range f.seal.tokens(personname.Normalize(r.Name), r.Birth) {
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
