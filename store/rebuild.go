package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"slices"
	"sync"

	"ikd/station/siak"
)

// What stands beside the cache when something is wrong with it.
const (
	asideSuffix = ".damaged" // the last cache that was put aside
	markSuffix  = ".rebuild" // a note that the cache is to be put aside at the next opening
)

// putAside moves a cache out of the way, with what belongs to it. Only the
// last one is kept, and only until the new one is opened again: a laptop holds
// no more than it needs.
func putAside(path string) error {
	if err := os.Rename(path, path+asideSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return remove(path+"-wal", path+"-shm", path+markSuffix)
}

func marked(path string) bool {
	_, err := os.Stat(path + markSuffix)
	return err == nil
}

// markDamaged notes that the cache must be begun anew, because a row of it was
// found that does not open: the check at opening sees only SQLite's structure.
func markDamaged(path string) {
	_ = os.WriteFile(path+markSuffix, nil, 0o600) // if it fails, the next look-up tries again
}

// soundCache looks at what the check of the structure does not: that the tables
// and views are ours, that what is recent is found by its index (else the row
// before it would be), and that the data key is the store's.
func soundCache(ctx context.Context, f *file, k *keys) error {
	found, err := column[string](ctx, f.reader, everyStatement)
	if err == nil && !slices.Equal(found, cacheStatements()) {
		err = damaged("open the cache", "its tables are not ours")
	}
	if err == nil {
		err = integrityCheck(ctx, f.reader, "'recent'")
	}
	if err != nil {
		return fail("open the cache", err)
	}
	return proveCache(ctx, f, k)
}

const everyStatement = `SELECT format('%s %s %s %s', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY name`

// cacheStatements is what everyStatement gives of a cache of ours.
var cacheStatements = sync.OnceValue(func() []string {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		panic(err) // there is no driver
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	ctx := context.Background() // of no caller: once for all
	if err := cacheSchema.bring(ctx, db, true); err != nil {
		panic(err) // a mistake in the schema
	}
	return must(column[string](ctx, db, everyStatement))
})

// proof is where a cache keeps a value that only its data key opens.
var proof = place{table: "meta", key: []byte("proof"), version: 1}

// proveCache makes sure that the cache was sealed with this data key; a cache
// that is new is given its proof.
func proveCache(ctx context.Context, f *file, k *keys) error {
	return f.write(ctx, "prove the cache", func(tx *sql.Tx) error {
		var sealed []byte
		err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'proof'`).Scan(&sealed)
		if errors.Is(err, sql.ErrNoRows) {
			return insertProof(ctx, tx, k)
		}
		if err != nil {
			return err
		}
		if _, err := k.cacheSeal.open(proof, sealed); err != nil {
			return siak.E("open the cache", siak.KindDamaged, errors.New("it belongs to another data key"))
		}
		return nil
	})
}

func insertProof(ctx context.Context, tx *sql.Tx, k *keys) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('proof', ?)`,
		k.cacheSeal.seal(proof, []byte("ikd station cache"), smallBucket))
	return err
}
