package sqlitedb

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // registers "sqlite3"
)

// readers is how many may read at the same time: the screen, the desk, the
// workers.
const readers = 4

// How much a commit promises.
const (
	SyncFull   = "FULL"   // there after a power cut
	SyncNormal = "NORMAL" // there after a crash of the program
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

func OpenDB(path string, connections int, settings url.Values) (*sql.DB, error) {
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

func OpenWriter(path string, how Access) (*sql.DB, error) {
	if err := Create(path); err != nil {
		return nil, err
	}
	overwrite := "fast"
	if how.Synchronous == SyncFull {
		overwrite = "on" // what is deleted from the ledger, keys say, is gone
	}
	return OpenDB(path, 1, how.With(url.Values{
		"mode":             {"rw"},
		"_secure_delete":   {overwrite},
		"_txlock":          {"immediate"}, // what will write waits at its beginning, not half-way
		"_journal_mode":    {"WAL"},
		"_synchronous":     {how.Synchronous},
		"_foreign_keys":    {"on"},
		"_stmt_cache_size": {"32"},
	}))
}

func OpenReader(path string, how Access) (*sql.DB, error) {
	return OpenDB(path, readers, how.With(url.Values{
		"mode":             {"ro"},
		"_query_only":      {"on"},
		"_stmt_cache_size": {"32"},
	}))
}

// With adds what holds for connections of either sort.
func (a Access) With(settings url.Values) url.Values {
	settings.Set("_busy_timeout", fmt.Sprint(a.Busy.Milliseconds()))
	if a.vfs != "" {
		settings.Set("vfs", a.vfs)
	}
	if a.Immutable {
		settings.Set("immutable", "1")
	}
	return settings
}

// PeekWait is how long who only looks waits for a program that writes.
const PeekWait = 5 * time.Second
