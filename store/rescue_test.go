package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// rowsByPage is where each row of the ledger's large tables stands.
func rowsByPage(t *testing.T, image []byte) map[string]int {
	t.Helper()
	all := map[string]int{}
	for at := pageSize; at < len(image); at += pageSize {
		for table, is := range recovery.LeafShapes {
			for row := range recovery.PageRows(image, at, image[at]) {
				if (image[at] == recovery.LeafTable || image[at] == recovery.LeafIndex) && is(row) {
					all[rowName(table, row[0])] = at / pageSize
				}
			}
		}
	}
	return all
}

func rowName(table string, key any) string { return fmt.Sprintf("%s %v", table, key) }

// rowsOf are the rows of a ledger as SQLite reads them.
func rowsOf(t *testing.T, ctx context.Context, path string) (all []string) {
	t.Helper()
	db, err := sqlitedb.OpenReader(path, sqlitedb.Access{Immutable: true})
	storetest.OK(t, err)
	defer db.Close()
	for table, key := range map[string]string{"activations": "seq", "audit": "seq", "used": "presentation"} {
		keys, err := sqlitedb.Column[any](ctx, db, `SELECT `+key+` FROM `+table)
		storetest.OK(t, err)
		for _, k := range keys {
			all = append(all, rowName(table, k))
		}
	}
	return all
}

// A byte of any page of the ledger may flip: everything is saved but what is in
// that very page, the officer signs in to read it, and what was saved goes on as a
// ledger.
func TestRescue(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, folder.Ledger)
	image, err := os.ReadFile(path)
	storetest.OK(t, err)
	where, before := rowsByPage(t, image), activationIDs(t, dir)
	if all := rowsOf(t, t.Context(), path); len(where) != len(all) || len(before) != 20 {
		t.Fatalf("%d rows are seen, there are %d", len(where), len(all))
	}
	r := rand.New(rand.NewPCG(8, 13))
	for page := range len(image) / pageSize {
		for _, at := range []int{0, 8 + r.IntN(pageSize-108)} {
			if page == 0 {
				at += 100 // behind the file's header; the magic itself is set right
			}
			t.Run(fmt.Sprintf("byte %d of page %d", at, page+1), func(t *testing.T) {
				flip(t, path, int64(page*pageSize+at))
				defer func() { storetest.OK(t, os.WriteFile(path, image, 0o600)) }()
				saved := rescued(t, dir, where, page)
				other := t.TempDir()
				_, err := backup.Restore(t.Context(), other, saved, true, time.Now())
				storetest.OK(t, err)
				lookedThrough(t, before, where, page, reopen(t, other, quick()))
				s, err := OpenReadOnly(t.Context(), dir, "", passphrase, quick())
				storetest.OK(t, err)
				lookedThrough(t, before, where, page, s)
			})
		}
	}
}

// rescued saves what can be saved and fails where something is missing that did not
// stand on the broken page.
func rescued(t *testing.T, dir string, where map[string]int, page int) string {
	t.Helper()
	damaged, err := os.ReadFile(filepath.Join(dir, folder.Ledger))
	storetest.OK(t, err)
	to := filepath.Join(t.TempDir(), "rescued.db")
	saved, err := recovery.Rescue(t.Context(), dir, to)
	storetest.OK(t, err)
	if after, err := os.ReadFile(filepath.Join(dir, folder.Ledger)); err != nil || !slices.Equal(after, damaged) {
		t.Fatalf("the damaged ledger was touched (%v)", err)
	}
	got := rowsOf(t, t.Context(), to)
	lost := 0
	for row, at := range where {
		if slices.Contains(got, row) {
			continue
		}
		lost++
		if at != page {
			t.Errorf("%s is lost, of page %d", row[:14], at+1)
		}
	}
	if saved.Officers == 0 || saved.Lost < lost {
		t.Errorf("%d officers, %d rows lost, told of %d", saved.Officers, lost, saved.Lost)
	}
	return to
}

// lookedThrough opens every activation that did not stand on the broken page.
func lookedThrough(t *testing.T, before map[siak.ActivationID]bool, where map[string]int, page int, s *Store) {
	t.Helper()
	defer closeStore(t, s)
	all, err := s.Ledger.Activations(t.Context(), time.Time{})
	storetest.OK(t, err)
	there := 0
	for _, at := range where {
		if at == page {
			there++
		}
	}
	open := 0
	for _, a := range all {
		if before[a.ID] && !ledger.Unreadable(a) {
			open++
		}
	}
	if open < len(before)-there {
		t.Errorf("%d of %d activations open", open, len(before))
	}
	if there == 0 && open < len(before) {
		t.Errorf("%d activations open after damage elsewhere", open)
	}
	if _, enrolled, err := s.Settings.Identity(t.Context()); err != nil || !enrolled {
		t.Errorf("the identity is gone (%v)", err)
	}
}

// What stands in the WAL alone is saved with the rest.
func TestRescueWithTheWAL(t *testing.T) {
	dir := filled(t)
	s := reopen(t, dir, quick())
	for i := range 5 {
		confirm(t, s.Ledger, storetest.Confirmed(100+i, storetest.NewClock().At))
	}
	killed := t.TempDir()
	for _, name := range []string{folder.Ledger, folder.Ledger + "-wal", folder.RecoveryCopy} {
		copyFile(t, filepath.Join(dir, name), filepath.Join(killed, name))
	}
	for _, at := range []int64{0, 100, 2000} {
		flip(t, filepath.Join(killed, folder.Ledger), at)
	}
	saved, err := recovery.Rescue(t.Context(), killed, filepath.Join(t.TempDir(), "rescued.db"))
	storetest.OK(t, err)
	if saved.Activations != 25 || saved.Officers != 1 || saved.Lost != 0 {
		t.Fatalf("%+v", saved)
	}
}

// Without a recovery copy, as in a folder of an older program, it is as good as the file is.
func TestRescueWithoutTheRecoveryCopy(t *testing.T) {
	dir := filled(t)
	storetest.OK(t, sqlitedb.RemoveDB(filepath.Join(dir, folder.RecoveryCopy)))
	path := filepath.Join(dir, folder.Ledger)
	for _, at := range []int64{pages(t, path) - 1, 0} {
		flip(t, path, at*pageSize+100)
		saved, err := recovery.Rescue(t.Context(), dir, filepath.Join(t.TempDir(), "rescued.db"))
		storetest.OK(t, err)
		if saved.Activations < 16 {
			t.Errorf("page %d: %+v", at+1, saved)
		}
	}
}

// A recovery copy that is damaged itself is made anew by the next sign-in.
func TestRecoveryCopyIsMadeAnew(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, folder.RecoveryCopy)
	for page := range pages(t, path) {
		flip(t, path, page*pageSize+100)
		if db := recovery.OpenCopy(t.Context(), dir); db != nil {
			storetest.OK(t, db.Close()) // nothing is told by that byte
		}
		closeStore(t, reopen(t, dir, quick()))
		db := recovery.OpenCopy(t.Context(), dir)
		if db == nil {
			t.Fatalf("page %d: there is none", page+1)
		}
		all, err := accounts.All(t.Context(), db, time.Now())
		if storetest.OK(t, db.Close()); err != nil || len(all) != 1 {
			t.Fatalf("page %d: %d accounts (%v)", page+1, len(all), err)
		}
	}
}

// Who was put out is not let in by the recovery copy, and a changed account is in it.
func TestRecoveryCopyFollowsTheAccounts(t *testing.T) {
	dir, s := crew(t, quick())
	held := func() (names []string) {
		db := recovery.OpenCopy(t.Context(), dir)
		if db == nil {
			t.Fatal("there is no recovery copy")
		}
		defer db.Close()
		names, err := sqlitedb.Column[string](t.Context(), db, `SELECT DISTINCT officer FROM data_keys ORDER BY officer`)
		storetest.OK(t, err)
		return names
	}
	before := held()
	if !slices.Contains(before, "dewi") {
		t.Fatalf("%v", before)
	}
	var key []byte
	storetest.OK(t, s.ledger().Reader.QueryRowContext(t.Context(), `SELECT sealed FROM data_keys WHERE officer = 'dewi'`).Scan(&key))
	storetest.OK(t, s.Accounts.Disable(t.Context(), "dewi"))
	image, err := os.ReadFile(filepath.Join(dir, folder.RecoveryCopy))
	storetest.OK(t, err)
	if bytes.Contains(image, key) {
		t.Fatal("dewi's key still stands in the spare")
	}
	if slices.Contains(held(), "dewi") {
		t.Fatal("dewi still has a key")
	}
	storetest.OK(t, s.Rotate(t.Context(), nil))
	db := recovery.OpenCopy(t.Context(), dir)
	defer db.Close()
	var epochs int
	storetest.OK(t, db.QueryRowContext(t.Context(), `SELECT count(DISTINCT epoch) FROM data_keys`).Scan(&epochs))
	if epochs != 1 {
		t.Fatalf("%d epochs", epochs)
	}
	var activations sql.NullInt64
	storetest.OK(t, db.QueryRowContext(t.Context(), `SELECT count(*) FROM activations`).Scan(&activations))
	if activations.Int64 != 0 {
		t.Fatal("activations in the spare")
	}
}
