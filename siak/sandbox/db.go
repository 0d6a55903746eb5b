package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver

	"ikd/station/siak"
)

// fileName is the registry's file in its folder.
const fileName = "registry.db"

// readers is how many connections may read at once.
const readers = 4

// database is one writer and a pool that can only read.
type database struct {
	writer, reader *sql.DB
}

func openDatabase(dir string) (*database, error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, err
	}
	writer, err := sql.Open("sqlite3", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite3", dsn(path, "_query_only=true"))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	reader.SetMaxOpenConns(readers)
	return &database{writer, reader}, nil
}

// dsn is the SQLite URI of a path on any system.
func dsn(path, more string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	u := url.URL{
		Scheme: "file", Path: path,
		RawQuery: "_journal_mode=WAL&_synchronous=NORMAL&_busy_timeout=5000&_foreign_keys=true&" + more,
	}
	return u.String()
}

func (d *database) Close() error { return errors.Join(d.reader.Close(), d.writer.Close()) }

// write runs f in one transaction of the writer.
func (d *database) write(ctx context.Context, f func(*sql.Tx) error) error {
	return inTx(ctx, d.writer, nil, f)
}

// read runs f on one snapshot.
func (d *database) read(ctx context.Context, f func(*sql.Tx) error) error {
	return inTx(ctx, d.reader, &sql.TxOptions{ReadOnly: true}, f)
}

func inTx(ctx context.Context, db *sql.DB, o *sql.TxOptions, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// storageError gives an error of SQLite its kind by the driver's text: its
// error type does not exist in builds without cgo.
func storageError(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err // it has its kind
	}
	kind := siak.KindUnknown
	for text, k := range map[string]siak.Kind{
		"database or disk is full": siak.KindDiskFull,
		"not a database":           siak.KindDamaged,
		"malformed":                siak.KindDamaged,
		"readonly":                 siak.KindReadOnly,
		"locked":                   siak.KindBusy,
	} {
		if strings.Contains(err.Error(), text) {
			kind = k
		}
	}
	return siak.E(op, kind, err)
}
