package cache

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"slices"
	"sync"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// What stands beside the cache when something is wrong with it.
const (
	AsideSuffix = ".damaged" // the last cache that was put aside
	MarkSuffix  = ".rebuild" // a note that the cache is to be put aside at the next opening
)

// putAside moves a cache out of the way, with what belongs to it. Only the
// last one is kept, and only until the new one is opened again: a laptop holds
// no more than it needs.
func putAside(path string) error {
	if err := os.Rename(path, path+AsideSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return sqlitedb.Remove(path+"-wal", path+"-shm", path+MarkSuffix)
}

func Marked(path string) bool {
	_, err := os.Stat(path + MarkSuffix)
	return err == nil
}

// markDamaged notes that the cache must be begun anew, because a row of it was
// found that does not open: the check at opening sees only SQLite's structure.
func markDamaged(path string) {
	_ = os.WriteFile(path+MarkSuffix, nil, 0o600) // if it fails, the next look-up tries again
}

// checkTables looks at what the check of the structure does not: that the tables
// and views are ours, that what is recent is found by its index (else the row
// before it would be), and that the data key is the store's.
func checkTables(ctx context.Context, f *sqlitedb.File, k *seal.Keys) error {
	found, err := sqlitedb.Column[string](ctx, f.Reader, everyStatement)
	if err == nil && !slices.Equal(found, cacheStatements()) {
		err = fault.Damaged("open the cache", "its tables are not ours")
	}
	if err == nil {
		err = sqlitedb.IntegrityCheck(ctx, f.Reader, "'recent'")
	}
	if err != nil {
		return fault.Wrap("open the cache", err)
	}
	return checkKey(ctx, f, k)
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
	if err := Schema.Migrate(ctx, db, true); err != nil {
		panic(err) // a mistake in the schema
	}
	return codec.Must(sqlitedb.Column[string](ctx, db, everyStatement))
})

// proof is where a cache keeps a value that only its data key opens.
var proof = seal.Place{Table: "meta", Key: []byte("proof"), Version: 1}

// checkKey makes sure that the cache was sealed with this data key; a cache
// that is new is given its proof.
func checkKey(ctx context.Context, f *sqlitedb.File, k *seal.Keys) error {
	return f.Write(ctx, "prove the cache", func(tx *sql.Tx) error {
		var sealed []byte
		err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'proof'`).Scan(&sealed)
		if errors.Is(err, sql.ErrNoRows) {
			return insertProof(ctx, tx, k)
		}
		if err != nil {
			return err
		}
		if _, err := k.CacheSeal.Open(proof, sealed); err != nil {
			return siak.E("open the cache", fault.KindDamaged, errors.New("it belongs to another data key"))
		}
		return nil
	})
}

func insertProof(ctx context.Context, tx *sql.Tx, k *seal.Keys) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('proof', ?)`,
		k.CacheSeal.Seal(proof, []byte("ikd station cache"), seal.SmallBucket))
	return err
}
