package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"

	"ikd/station/siak"

	_ "github.com/mattn/go-sqlite3"
)

// the driver

// FileName is the registry's file in its folder.
const FileName = "registry.db"

// readers is how many connections may read at once.
const readers = 4

// Options of a store. Only Dir is needed.
type Options struct {
	// Dir is the folder of the file; made where there is none.
	Dir string
	// Durable has every Write on the disk when it returns, also if the power
	// fails.
	Durable bool
	// Fill fills a file that is being made, in the same transaction as its
	// tables and before its indexes: a file is whole or empty. Where it is nil a
	// new file stays without a registry.
	Fill func(*Tx) error
}

// Store is an open file. It is one writer and a pool that can only read.
type Store struct {
	writer, reader *sql.DB
}

var _ server.Storage = (*Store)(nil)

// Open opens the file in a folder, makes it where there is none and brings an
// older one up to date. It fails with damaged, wrong-version, disk-full,
// read-only or busy.
func Open(ctx context.Context, o Options) (*Store, error) {
	const op = "open registry"
	if err := private(o.Dir); err != nil {
		return nil, err
	}
	s, err := connect(o)
	if err != nil {
		return nil, withKind(op, err)
	}
	if err := s.migrate(ctx, o.Fill); err != nil {
		return nil, errors.Join(withKind(op, err), s.Close())
	}
	return s, nil
}

// private makes folder and file where there are none, and fails where others than
// their owner may use them, whatever the umask was. What SQLite puts beside the
// file gets the file's mode.
func private(dir string) error {
	if err := keys.NewFolder(dir); err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		return f.Close()
	}
	for _, beside := range []string{"", "-wal", "-shm"} {
		if err := keys.Private(path + beside); err != nil && siak.KindOf(err) != siak.KindNotSetUp {
			return err
		}
	}
	return nil
}

func connect(o Options) (*Store, error) {
	path, err := filepath.Abs(filepath.Join(o.Dir, FileName))
	if err != nil {
		return nil, err
	}
	durability := "_synchronous=NORMAL&"
	if o.Durable {
		durability = "_synchronous=FULL&"
	}
	writer, err := sql.Open("sqlite3", dsn(path, durability+"_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite3", dsn(path, durability+"_query_only=true"))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	reader.SetMaxOpenConns(readers)
	return &Store{writer: writer, reader: reader}, nil
}

// dsn is the SQLite URI of a path on any system.
func dsn(path, more string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	u := url.URL{
		Scheme: "file", Path: path,
		RawQuery: "_journal_mode=WAL&_busy_timeout=5000&_foreign_keys=true&" + more,
	}
	return u.String()
}

// Close gives the file back.
func (s *Store) Close() error { return errors.Join(s.reader.Close(), s.writer.Close()) }

// Ping reports whether the file answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.Read(ctx, func(tx server.Tx) error {
		_, err := tx.Number("epoch")
		return err
	})
}

// Write runs f in one transaction of the writer.
func (s *Store) Write(ctx context.Context, f func(server.Tx) error) error {
	return withKind("write registry", inTx(ctx, s.writer, nil, func(tx *Tx) error { return f(tx) }))
}

// Read runs f on one snapshot.
func (s *Store) Read(ctx context.Context, f func(server.Tx) error) error {
	return withKind("read registry", inTx(ctx, s.reader, &sql.TxOptions{ReadOnly: true}, func(tx *Tx) error { return f(tx) }))
}

func inTx(ctx context.Context, db *sql.DB, o *sql.TxOptions, f func(*Tx) error) error {
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err = f(newTx(&conn{ctx: ctx, sql: tx})); err == nil {
		err = tx.Commit()
	}
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err() // the driver ended it because the caller has gone
	}
	return err
}

// Fill makes the disk full, as far as SQLite can tell, or takes that back. It is
// there for tests of those who use the store.
func (s *Store) Fill(ctx context.Context, full bool) error {
	pages := "4294967294"
	if full {
		pages = "1" // it does not shrink: no page more than now
	}
	_, err := s.writer.ExecContext(ctx, "PRAGMA max_page_count = "+pages)
	return err
}
