package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
)

// opener opens the files of one folder for one store.
type opener struct {
	dir     string
	options Options
	reserve *ballast
	// of the ledger and of the cache
	life, cacheLife *lifetime
}

// part is one of the folder's files.
type part struct {
	name, synchronous string
	schema            schema
	begin             bool // an empty file may be begun
}

// ledger opens the ledger, which must be there and whole.
func (o opener) ledger(ctx context.Context, name string) (*file, error) {
	f, err := o.file(ctx, part{name, syncFull, ledgerSchema, false})
	if err == nil {
		f.readOnly = name == readingFile
	}
	return f, err
}

// cache opens the cache. Whatever is wrong with it, short of the disk's own
// troubles, is mended by beginning a new one.
func (o opener) cache(ctx context.Context, k *keys) (*file, error) {
	path := filepath.Join(o.dir, cacheFile)
	_ = sweep(path) // what cannot be removed is in nobody's way
	cache, err := o.knownCache(ctx, path, k)
	switch siak.KindOf(err) {
	case "":
		_ = os.Remove(path + asideSuffix) // the one put aside before: this one is good
		return cache, nil
	case siak.KindDamaged, siak.KindWrongVersion:
	default:
		return nil, err
	}
	if err := putAside(path); err != nil {
		return nil, err
	}
	fresh, freshErr := o.knownCache(ctx, path, k)
	if freshErr != nil {
		return nil, freshErr
	}
	o.options.OnRebuilt(err)
	return fresh, nil
}

// knownCache opens a cache that was sealed with the store's data key.
func (o opener) knownCache(ctx context.Context, path string, k *keys) (*file, error) {
	if marked(path) {
		return nil, damaged("open the cache", "it was found to be damaged before")
	}
	o.life = o.cacheLife
	cache, err := o.file(ctx, part{cacheFile, syncNormal, cacheSchema, true})
	if err != nil {
		return nil, err
	}
	if err := soundCache(ctx, cache, k); err != nil {
		return nil, errors.Join(err, cache.close())
	}
	return cache, nil
}

// file opens a file, once more with the ballast given up where the disk is
// full: after a crash SQLite needs room to recover the WAL.
func (o opener) file(ctx context.Context, p part) (*file, error) {
	f, err := o.try(ctx, p)
	if isFull(err) && o.reserve.giveUp() {
		f, err = o.try(ctx, p)
	}
	return f, fail("open "+p.name, err)
}

func (o opener) try(ctx context.Context, p part) (*file, error) {
	f := &file{path: filepath.Join(o.dir, p.name), how: o.how(p), life: o.life, reserve: o.reserve}
	if err := f.open(); err != nil {
		return nil, err
	}
	if err := p.schema.bring(ctx, f.writer, p.begin); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

func (o opener) how(p part) access {
	return access{synchronous: cmp.Or(o.options.synchronous, p.synchronous), busy: o.options.BusyTimeout, vfs: o.options.vfs}
}

// peekWait is how long who only looks waits for a program that writes.
const peekWait = 5 * time.Second

// peek opens the ledger to read what stands in clear in it, without a
// passphrase and beside a program that has it open.
func peek(ctx context.Context, dir string) (*sql.DB, error) {
	if !Exists(dir) {
		return nil, siak.E("read the ledger", siak.KindNotSetUp, nil)
	}
	return peekFile(ctx, filepath.Join(dir, ledgerFile))
}

// peekFile opens a ledger wherever it is, on a disk that is read-only too.
func peekFile(ctx context.Context, path string) (*sql.DB, error) {
	db, err := peekAs(ctx, path, access{busy: peekWait})
	if cannotShare(err) {
		return peekAs(ctx, path, access{busy: peekWait, immutable: true})
	}
	return db, err
}

func peekAs(ctx context.Context, path string, how access) (*sql.DB, error) {
	db, err := openReader(path, how)
	if err != nil {
		return nil, err
	}
	if _, err := ledgerSchema.version(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// cannotShare reports whether a file could not be opened because SQLite may not
// lay the index of its WAL beside it: a disk that is read-only, on which
// nobody else can write either. Then the file is all that there is.
func cannotShare(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrReadonly)
}
