package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

const pageSize = 4096

// flip changes one byte of a file.
func flip(t *testing.T, path string, offset int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	storetest.OK(t, err)
	defer f.Close()
	b := make([]byte, 1)
	_, err = f.ReadAt(b, offset)
	storetest.OK(t, err)
	b[0] ^= 0xff
	_, err = f.WriteAt(b, offset)
	storetest.OK(t, err)
}

func pages(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	storetest.OK(t, err)
	return info.Size() / pageSize
}

// filled is a closed folder with work and residents in it.
func filled(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	for i := range 20 {
		confirm(t, s.Ledger, storetest.Confirmed(i, storetest.NewClock().At))
	}
	all := storetest.People(300)
	before := slices.Clone(all)
	for i := range before[:50] {
		before[i].Version, before[i].Village = 0, "SEBELUMNYA"
	}
	storetest.OK(t, fill(s.Cache, t.Context(), nil, siak.Page{From: at(0, 0), To: at(1, 250), Upserts: before}))
	apply(t, s.Cache, siak.Page{From: at(1, 250), To: at(1, 300), Upserts: all[:50]})
	closeStore(t, s)
	return dir
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	storetest.OK(t, err)
	storetest.OK(t, os.WriteFile(to, b, 0o600))
}

// A flipped byte at the head of any page of the ledger is found at the opening,
// and the ledger stays as it is.
func TestDamagedLedgerIsFoundAndKept(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, folder.Ledger)
	whole := filepath.Join(t.TempDir(), "whole")
	copyFile(t, path, whole)
	for page := range pages(t, path) {
		flip(t, path, page*pageSize) // the first page's magic, the others' kind
		before, err := os.ReadFile(path)
		storetest.OK(t, err)
		_, err = Open(t.Context(), dir, "", passphrase, quick())
		if siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("page %d: %v", page+1, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Fatalf("page %d: the ledger was touched (%v)", page+1, err)
		}
		copyFile(t, whole, path)
	}
	closeStore(t, reopen(t, dir, quick()))
}

func TestNotADatabase(t *testing.T) {
	for name, content := range map[string][]byte{
		"rubbish":   bytes.Repeat([]byte("rubbish"), 10000),
		"empty":     nil,
		"truncated": nil,
	} {
		t.Run(name, func(t *testing.T) {
			dir := filled(t)
			path := filepath.Join(dir, folder.Ledger)
			if name == "truncated" {
				storetest.OK(t, os.Truncate(path, pages(t, path)/2*pageSize))
			} else {
				storetest.OK(t, os.WriteFile(path, content, 0o600))
			}
			_, err := Open(t.Context(), dir, "", passphrase, quick())
			storetest.WantKind(t, err, siak.KindDamaged)
		})
	}
}

// Whatever happens to the cache, the station opens and says that it begins anew.
func TestDamagedCacheIsBegunAnew(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"magic":  func(t *testing.T, path string) { flip(t, path, 0) },
		"a page": func(t *testing.T, path string) { flip(t, path, (pages(t, path)-1)*pageSize) },
		"cut":    func(t *testing.T, path string) { storetest.OK(t, os.Truncate(path, 3*pageSize)) },
		"rubbish": func(t *testing.T, path string) {
			storetest.OK(t, os.WriteFile(path, bytes.Repeat([]byte{1}, 9000), 0o600))
		},
		"newer": func(t *testing.T, path string) { tamper(t, path, "PRAGMA user_version = 99") },
		"the ledger": func(t *testing.T, path string) {
			copyFile(t, filepath.Join(filepath.Dir(path), folder.Ledger), path)
		},
		"another station's": func(t *testing.T, path string) { copyFile(t, filepath.Join(filled(t), folder.Cache), path) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filled(t)
			path := filepath.Join(dir, folder.Cache)
			spoil(t, path)
			rebuilt := 0
			options := quick()
			options.OnRebuilt = func(err error) {
				rebuilt++
				if err == nil {
					t.Error("no reason given")
				}
			}
			s := reopen(t, dir, options)
			wantCount(t, s.Cache, 0)
			apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 300), Upserts: storetest.People(300)})
			if n, err := s.Ledger.Waiting(t.Context()); err != nil || n != 20 || rebuilt != 1 {
				t.Fatalf("%d waiting, rebuilt %d times (%v)", n, rebuilt, err)
			}
			closeStore(t, s)
			s = reopen(t, dir, options)
			wantCount(t, s.Cache, 300)
			if _, err := os.Stat(path + cache.AsideSuffix); !errors.Is(err, fs.ErrNotExist) || rebuilt != 1 {
				t.Fatalf("the damaged one is still there, rebuilt %d times", rebuilt)
			}
		})
	}
}

// Another program that holds the file makes a writer wait, then say so.
func TestBusy(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	db, err := sqlitedb.OpenWriter(filepath.Join(dir, folder.Ledger), sqlitedb.Access{Synchronous: sqlitedb.SyncFull})
	storetest.OK(t, err)
	defer db.Close()
	storetest.OK(t, sqlitedb.Transact(t.Context(), db, func(*sql.Tx) error {
		storetest.WantKind(t, s.Ledger.Confirm(t.Context(), storetest.Confirmed(1, storetest.NewClock().At)), siak.KindBusy)
		_, err := s.Ledger.Waiting(t.Context()) // reading goes on
		return err
	}))
	confirm(t, s.Ledger, storetest.Confirmed(1, storetest.NewClock().At))
}

// The pool that the screen reads from cannot write.
func TestReadersCannotWrite(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	err := s.ledgerFile.Read("write", func(db *sql.DB) error {
		_, err := db.ExecContext(t.Context(), `DELETE FROM audit`)
		return err
	})
	storetest.WantKind(t, err, siak.KindReadOnly)
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind siak.Kind
	}{
		{sqlite3.Error{Code: sqlite3.ErrFull}, siak.KindDiskFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.ENOSPC}, siak.KindDiskFull},
		{fmt.Errorf("write: %w", syscall.ENOSPC), siak.KindDiskFull},
		{sqlite3.Error{Code: sqlite3.ErrReadonly}, siak.KindReadOnly},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.EROFS}, siak.KindReadOnly},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.EACCES}, siak.KindReadOnly},
		{&fs.PathError{Op: "mkdir", Path: "x", Err: syscall.EROFS}, siak.KindReadOnly},
		{&fs.PathError{Op: "mkdir", Path: "x", Err: syscall.EACCES}, siak.KindReadOnly},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrShortRead}, siak.KindDamaged},
		{sqlite3.Error{Code: sqlite3.ErrCorrupt}, siak.KindDamaged},
		{sqlite3.Error{Code: sqlite3.ErrNotADB}, siak.KindDamaged},
		{sqlite3.Error{Code: sqlite3.ErrBusy}, siak.KindBusy},
		{sqlite3.Error{Code: sqlite3.ErrIoErr}, siak.KindUnknown},
		{siak.E("x", siak.KindExpired, nil), siak.KindExpired},
	} {
		if got := siak.KindOf(fault.Wrap("try", c.err)); got != c.kind {
			t.Errorf("%v is %q, want %q", c.err, got, c.kind)
		}
	}
	if fault.Wrap("try", nil) != nil {
		t.Error("nil is a failure")
	}
}
