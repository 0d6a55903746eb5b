// Package cache is the station's copy of the registry's residents.
package cache

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// Cache is the station's copy of the registry's residents.
//
// A resident's row is found by a number of 63 bits: 53 bits of the keyed hash
// of the NIK, then 10 bits for the partition. So each partition keeps a row of
// its own, and a person who moves is never lost between the pages of two
// partitions, whichever comes first; versions count within one partition.
// While both rows are there the one with the higher version is taken.
//
// Two NIKs of one partition whose 53 bits are the same would share one row:
// among 1.4 million people in 11 partitions any such pair has a probability of
// 1 in 100,000. The NIK inside is compared after opening, so that the worst
// that happens is "not in the cache", which leads to the centre and is no
// error.
type Cache struct {
	file    *sqlitedb.File
	keys    *seal.Keys
	pulling sync.Mutex // held by Apply and Fill
	// filling is what a bulk load under way has; nil: none is.
	loading atomic.Pointer[[]siak.PartitionHeld]
	// How many recent rows there may be, and how many are merged at a time.
	mostRecent, mergeRows int64
	revoked               revocations
}

// New is the cache in a file, with the keys that its rows are sealed under.
func New(f *sqlitedb.File, k *seal.Keys) *Cache {
	return &Cache{file: f, keys: k, mostRecent: MaxRecent, mergeRows: MergeRows}
}

// FileOf is the cache's file.
func FileOf(c *Cache) *sqlitedb.File { return c.file }

// MergeBeyond merges recent rows where there are more than most of them, so many rows
// in a transaction.
func MergeBeyond(c *Cache, most, rows int64) { c.mostRecent, c.mergeRows = most, rows }

// RestoreKeys derives the keys that were forgotten from the data key that is there
// again.
func RestoreKeys(ctx context.Context, c *Cache) error {
	return c.file.WithReader(func(db *sql.DB) error { return DeriveKeys(ctx, c.keys, db) })
}

// Close closes the cache's file.
func Close(c *Cache) error { return c.file.Close() }

const (
	partitionBits = 10
	hashBits      = 63 - partitionBits

	// MaxPartition is the highest number of a partition, and as a mask the bits of a
	// row's key that hold that number.
	MaxPartition = 1<<partitionBits - 1
)

// ResidentKeys is the first and the last key that a person's rows can have.
func ResidentKeys(c *Cache, nik siak.NIK) (first, last int64) {
	hash := binary.BigEndian.Uint64(c.keys.CacheIndex.Mark("nik", nik.Digits())) >> (64 - hashBits)
	first = int64(hash << partitionBits)
	return first, first | MaxPartition
}

// ResidentPlace binds a row to its key, thereby to its partition, and to its
// version.
func ResidentPlace(key int64, version uint64) seal.Place {
	return seal.Place{Table: "residents", Key: binary.BigEndian.AppendUint64(nil, uint64(key)), Version: version}
}

// Resident looks a person up; false where the cache has no record, which says
// nothing of the person. A row that does not open fails with
// [siak.KindDamaged], and the cache is begun anew by the next [Cache.Fill], or at
// the next opening.
func (c *Cache) Resident(ctx context.Context, nik siak.NIK) (r siak.Resident, known bool, err error) {
	err = c.file.Read("look a resident up", func(db *sql.DB) error {
		first, last := ResidentKeys(c, nik)
		rows, err := db.QueryContext(ctx, `SELECT key, version, sealed FROM people WHERE key BETWEEN ? AND ?`, first, last)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			_, found, err := ScanResident(rows, c.keys)
			if err != nil {
				return err
			}
			if found.NIK == nik && (!known || found.Version > r.Version) {
				r, known = found, true
			}
		}
		return rows.Err()
	})
	return r, known, c.markIfDamaged(err)
}

// ScanResident reads key, version and sealed of a row.
func ScanResident(row sqlitedb.Scanner, k *seal.Keys) (key int64, r siak.Resident, err error) {
	var version int64
	var sealed []byte
	if err := row.Scan(&key, &version, &sealed); err != nil {
		return 0, r, err
	}
	text, err := k.CacheSeal.Open(ResidentPlace(key, uint64(version)), sealed)
	if err != nil {
		return key, r, err
	}
	r, err = decodeResident(text)
	r.Version = uint64(version)
	return key, r, err
}

// markIfDamaged remembers damage, so that the next opening begins a new cache.
func (c *Cache) markIfDamaged(err error) error {
	if siak.KindOf(err) == fault.KindDamaged {
		markDamaged(c.file.Path)
	}
	return err
}

// Cursors is how far the cache has followed each partition, by region; none
// for a partition that it never had a page of, and none at all where the cache was
// found to be damaged: all of it must be pulled again, see [Cache.Fill].
func (c *Cache) Cursors(ctx context.Context) (cursors []siak.Cursor, err error) {
	held, err := c.Held(ctx)
	for _, h := range held {
		cursors = append(cursors, h.At)
	}
	return cursors, err
}

// Freshness is how many residents the cache has and when it last had all.
func (c *Cache) Freshness(ctx context.Context) (f siak.Freshness, err error) {
	err = c.file.Read("read the age of the cache", func(db *sql.DB) error {
		var synced int64
		err := db.QueryRowContext(ctx, `SELECT (SELECT coalesce(sum(residents), 0) FROM partitions),
			coalesce((SELECT value FROM meta WHERE name = 'synced'), 0)`).Scan(&f.Residents, &synced)
		f.SyncedAt = codec.FromUnixNano(synced)
		return err
	})
	return f, c.markIfDamaged(err)
}

// SetSynced notes when a pull of every partition was complete, by the
// station's clock.
func (c *Cache) SetSynced(ctx context.Context, at time.Time) error {
	return c.markIfDamaged(c.file.Write(ctx, "note the pull", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('synced', ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, codec.UnixNano(at))
		return err
	}))
}

// Trust is what the station believes about codes; false before the first
// [Cache.SetTrust].
func (c *Cache) Trust(ctx context.Context) (t siak.Trust, known bool, err error) {
	err = c.file.Read("read the trust list", func(db *sql.DB) error {
		var sealed []byte
		err := db.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'trust'`).Scan(&sealed)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := c.keys.CacheSeal.Open(trustPlace, sealed)
		if err != nil {
			return err
		}
		t, err = decodeTrust(text)
		known = err == nil
		return err
	})
	return t, known, c.markIfDamaged(err)
}

var trustPlace = seal.Place{Table: "meta", Key: []byte("trust"), Version: 1}

// SetTrust replaces the trust list.
func (c *Cache) SetTrust(ctx context.Context, t siak.Trust) error {
	text, err := encodeTrust(t)
	if err != nil {
		return fault.Wrap("keep the trust list", err)
	}
	return c.markIfDamaged(c.file.Write(ctx, "keep the trust list", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('trust', ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, c.keys.CacheSeal.Seal(trustPlace, text, seal.TrustBucket))
		return err
	}))
}
