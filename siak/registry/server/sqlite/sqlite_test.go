package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
	"ikd/station/siak/registry/server/storagetest"
)

func open(t *testing.T, o sqlite.Options) server.Storage {
	t.Helper()
	s, err := sqlite.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) func() server.Storage {
		o := sqlite.Options{Dir: t.TempDir(), Fill: func(tx *sqlite.Tx) error { return storagetest.Setup(tx) }}
		return func() server.Storage { return open(t, o) }
	})
}

// What older programs took in, and what a file that was mended by hand may have:
// SQLite keeps in any column whatever it is given.
func TestDamagedRows(t *testing.T) {
	dir := t.TempDir()
	o := sqlite.Options{Dir: dir, Fill: func(tx *sqlite.Tx) error { return storagetest.Setup(tx) }}
	exec := func(t *testing.T, query string) {
		t.Helper()
		db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.FileName))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if _, err := db.Exec(query); err != nil {
			t.Fatal(query, err)
		}
	}
	storagetest.Damaged(t, func() server.Storage { return open(t, o) }, exec, storagetest.Damages{
		"a name of Windows-1252":    `name = CAST(x'4A6F73E9' AS TEXT)`,
		"a name of bytes":           `name = x'FF00FF'`,
		"no name":                   `name = ''`,
		"a name without end":        `name = printf('%.201c', 'a')`,
		"a village of Windows-1252": `village = CAST(x'4B75E96E' AS TEXT)`,
		"a birth of words":          `birth = 'dahulu kala'`,
		"a birth of nowhere":        `birth = '19900230'`,
		"a sex of words":            `sex = 'L'`,
		"a sex of none":             `sex = 300`,
		"a marital state below":     `marital = -1`,
		"a life beyond":             `life = 9`,
		"half a phone":              `active_phone = x'0102'`,
		"a version of words":        `version = 'baru'`,
		storagetest.ToCome:          `version = version + 1000000`,
	})
}
