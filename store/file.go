package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // registers "sqlite3"
)

// file is one SQLite file: one connection that writes, which puts writers in a
// queue of our own instead of SQLite's lock, and a pool that can only read.
type file struct {
	path           string
	writer, reader *sql.DB
	life           *lifetime
	reserve        *ballast
}

// readers is how many may read at the same time: the screen, the desk, the
// workers.
const readers = 4

// How much a commit promises.
const (
	syncFull   = "FULL"   // there after a power cut
	syncNormal = "NORMAL" // there after a crash of the program
)

// dataSource is a DSN with settings for each connection. The path is made
// absolute and escaped: SQLite reads '?', '#' and '%' in it.
func dataSource(path string, settings url.Values) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") { // C:/… is file:///C:/…
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: settings.Encode()}).String(), nil
}

func openDB(path string, connections int, settings url.Values) (*sql.DB, error) {
	source, err := dataSource(path, settings)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func openWriter(path, synchronous string, busy time.Duration) (*sql.DB, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	return openDB(path, 1, url.Values{
		"mode":             {"rw"},
		"_txlock":          {"immediate"}, // what will write waits at its beginning, not half-way
		"_journal_mode":    {"WAL"},
		"_synchronous":     {synchronous},
		"_busy_timeout":    {fmt.Sprint(busy.Milliseconds())},
		"_foreign_keys":    {"on"},
		"_stmt_cache_size": {"32"},
	})
}

func openReader(path string, busy time.Duration) (*sql.DB, error) {
	return openDB(path, readers, url.Values{
		"mode":             {"ro"},
		"_query_only":      {"on"},
		"_busy_timeout":    {fmt.Sprint(busy.Milliseconds())},
		"_stmt_cache_size": {"32"},
	})
}

// touch makes the file where there is none, for its owner alone; SQLite gives
// the files beside it the same permissions.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// read runs fn against the pool, within the store's lifetime.
func (f *file) read(op string, fn func(db *sql.DB) error) error {
	return f.life.during(func() error { return fail(op, fn(f.reader)) })
}

// write runs fn in one transaction. Where the disk is full it makes room, first
// by folding the WAL into the file and then by giving up the ballast, and runs
// fn again: fn must set its results anew each time.
func (f *file) write(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	return f.life.during(func() error {
		err := transact(ctx, f.writer, fn)
		if isFull(err) && f.fold(ctx) {
			err = transact(ctx, f.writer, fn)
		}
		if isFull(err) && f.reserve.giveUp() {
			f.fold(ctx) // which needs room itself
			err = transact(ctx, f.writer, fn)
		}
		return fail(op, err)
	})
}

// fold moves what the WAL holds into the file and cuts the WAL to nothing: a
// page that was written often stands in the WAL as often.
func (f *file) fold(ctx context.Context) bool {
	var blocked, frames, moved int
	err := f.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&blocked, &frames, &moved)
	return err == nil && blocked == 0
}

func transact(ctx context.Context, db *sql.DB, fn func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback() // SQLite may have done so itself, as on a full disk
		return err
	}
	return tx.Commit()
}

// close closes the pool first, so that the writer is the last one out and
// folds the WAL into the file.
func (f *file) close() error { return errors.Join(f.reader.Close(), f.writer.Close()) }

// column reads one column of all rows.
func column[T any](ctx context.Context, db *sql.DB, query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
