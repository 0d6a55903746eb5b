package cache

import (
	"context"
	"errors"
	"os"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// Open opens the cache of a folder that this program alone has: what a fill
// left that a crash cut off is removed. Whatever is wrong with the cache, short of
// the disk's own troubles, is mended by beginning a new one, and rebuilt is told
// why. k gets the keys of the epoch that the cache is of.
func Open(ctx context.Context, o sqlitedb.Opener, f Config, k *seal.Keys) (*Cache, error) {
	if k.PreviousData != nil {
		if err := findKeys(ctx, o, f.Path, k); err != nil {
			return nil, err
		}
	}
	_ = removeLeftovers(f.Path) // what cannot be removed is in nobody's way
	file, err := knownCache(ctx, o, f, k)
	switch siak.KindOf(err) {
	case "":
		_ = os.Remove(f.Path + AsideSuffix) // the one put aside before: this one is good
		return New(file, k), nil
	case fault.KindDamaged, fault.KindWrongVersion:
	default:
		return nil, err
	}
	if err := putAside(f.Path); err != nil {
		return nil, err
	}
	fresh, freshErr := knownCache(ctx, o, f, k)
	if freshErr != nil {
		return nil, freshErr
	}
	f.Rebuilt(err)
	return New(fresh, k), nil
}

// Config says which cache is opened.
type Config struct {
	Path    string
	Life    *sqlitedb.Lifetime
	Rebuilt func(reason error) // is told that the cache was begun anew
}

// knownCache opens a cache that was sealed with the store's data key.
func knownCache(ctx context.Context, o sqlitedb.Opener, f Config, k *seal.Keys) (*sqlitedb.File, error) {
	if Marked(f.Path) {
		return nil, fault.Damaged("open the cache", "it was found to be damaged before")
	}
	cache, err := o.Open(ctx, f.Life, sqlitedb.Part{Path: f.Path, Synchronous: sqlitedb.SyncNormal, Schema: Schema, Create: true})
	if err != nil {
		return nil, err
	}
	if err := checkTables(ctx, cache, k); err != nil {
		return nil, errors.Join(err, cache.Close())
	}
	return cache, nil
}

// findKeys looks at a cache before it is opened. What is wrong with it, the
// opening will find.
func findKeys(ctx context.Context, o sqlitedb.Opener, path string, k *seal.Keys) error {
	db, err := sqlitedb.OpenReader(path, o.How(sqlitedb.SyncNormal))
	if err != nil {
		return err
	}
	_ = DeriveKeys(ctx, k, db)
	return db.Close()
}
