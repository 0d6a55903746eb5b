package store

import (
	"context"
	"errors"
	"os"

	"ikd/station/siak"
)

// openCache opens the cache of a folder that this program alone has: what a fill
// left that a crash cut off is removed. Whatever is wrong with the cache, short of
// the disk's own troubles, is mended by beginning a new one, and rebuilt is told
// why. k gets the keys of the epoch that the cache is of.
func openCache(ctx context.Context, o opener, f cacheConfig, k *keys) (*Cache, error) {
	if k.beforeData != nil {
		if err := tellEpoch(ctx, o, f.path, k); err != nil {
			return nil, err
		}
	}
	_ = sweep(f.path) // what cannot be removed is in nobody's way
	file, err := knownCache(ctx, o, f, k)
	switch siak.KindOf(err) {
	case "":
		_ = os.Remove(f.path + asideSuffix) // the one put aside before: this one is good
		return newCache(file, k), nil
	case siak.KindDamaged, siak.KindWrongVersion:
	default:
		return nil, err
	}
	if err := putAside(f.path); err != nil {
		return nil, err
	}
	fresh, freshErr := knownCache(ctx, o, f, k)
	if freshErr != nil {
		return nil, freshErr
	}
	f.rebuilt(err)
	return newCache(fresh, k), nil
}

// cacheConfig says which cache is opened.
type cacheConfig struct {
	path    string
	life    *lifetime
	rebuilt func(reason error) // is told that the cache was begun anew
}

// knownCache opens a cache that was sealed with the store's data key.
func knownCache(ctx context.Context, o opener, f cacheConfig, k *keys) (*file, error) {
	if marked(f.path) {
		return nil, damaged("open the cache", "it was found to be damaged before")
	}
	cache, err := o.open(ctx, f.life, part{f.path, syncNormal, cacheSchema, true})
	if err != nil {
		return nil, err
	}
	if err := soundCache(ctx, cache, k); err != nil {
		return nil, errors.Join(err, cache.close())
	}
	return cache, nil
}

// tellEpoch looks at a cache before it is opened. What is wrong with it, the
// opening will find.
func tellEpoch(ctx context.Context, o opener, path string, k *keys) error {
	db, err := openReader(path, o.how(syncNormal))
	if err != nil {
		return err
	}
	_ = openCacheKeys(ctx, k, db)
	return db.Close()
}
