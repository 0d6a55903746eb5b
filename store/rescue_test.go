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
)

// rowsByPage is where each row of the ledger's large tables stands.
func rowsByPage(t *testing.T, image []byte) map[string]int {
	t.Helper()
	all := map[string]int{}
	for at := pageSize; at < len(image); at += pageSize {
		for table, is := range leafShapes {
			for row := range pageRows(image, at, image[at]) {
				if (image[at] == leafTable || image[at] == leafIndex) && is(row) {
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
	db, err := openReader(path, access{immutable: true})
	ok(t, err)
	defer db.Close()
	for table, key := range map[string]string{"activations": "seq", "audit": "seq", "used": "presentation"} {
		keys, err := column[any](ctx, db, `SELECT `+key+` FROM `+table)
		ok(t, err)
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
	path := filepath.Join(dir, ledgerFile)
	image, err := os.ReadFile(path)
	ok(t, err)
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
				defer func() { ok(t, os.WriteFile(path, image, 0o600)) }()
				saved := rescued(t, dir, where, page)
				other := t.TempDir()
				_, err := Restore(t.Context(), other, saved, true, time.Now())
				ok(t, err)
				lookedThrough(t, before, where, page, reopen(t, other, quick()))
				s, err := OpenReadOnly(t.Context(), dir, "", passphrase, quick())
				ok(t, err)
				lookedThrough(t, before, where, page, s)
			})
		}
	}
}

// rescued saves what can be saved and fails where something is missing that did not
// stand on the broken page.
func rescued(t *testing.T, dir string, where map[string]int, page int) string {
	t.Helper()
	damaged, err := os.ReadFile(filepath.Join(dir, ledgerFile))
	ok(t, err)
	to := filepath.Join(t.TempDir(), "rescued.db")
	saved, err := Rescue(t.Context(), dir, to)
	ok(t, err)
	if after, err := os.ReadFile(filepath.Join(dir, ledgerFile)); err != nil || !slices.Equal(after, damaged) {
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
	ok(t, err)
	there := 0
	for _, at := range where {
		if at == page {
			there++
		}
	}
	open := 0
	for _, a := range all {
		if before[a.ID] && !unreadable(a) {
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
		confirm(t, s.Ledger, confirmed(100+i, newClock().now))
	}
	killed := t.TempDir()
	for _, name := range []string{ledgerFile, ledgerFile + "-wal", spareFile} {
		copyFile(t, filepath.Join(dir, name), filepath.Join(killed, name))
	}
	for _, at := range []int64{0, 100, 2000} {
		flip(t, filepath.Join(killed, ledgerFile), at)
	}
	saved, err := Rescue(t.Context(), killed, filepath.Join(t.TempDir(), "rescued.db"))
	ok(t, err)
	if saved.Activations != 25 || saved.Officers != 1 || saved.Lost != 0 {
		t.Fatalf("%+v", saved)
	}
}

// Without a spare, as in a folder of an older program, it is as good as the file is.
func TestRescueWithoutTheSpare(t *testing.T) {
	dir := filled(t)
	ok(t, removeDB(filepath.Join(dir, spareFile)))
	path := filepath.Join(dir, ledgerFile)
	for _, at := range []int64{pages(t, path) - 1, 0} {
		flip(t, path, at*pageSize+100)
		saved, err := Rescue(t.Context(), dir, filepath.Join(t.TempDir(), "rescued.db"))
		ok(t, err)
		if saved.Activations < 16 {
			t.Errorf("page %d: %+v", at+1, saved)
		}
	}
}

// A spare that is damaged itself is made anew by the next sign-in.
func TestSpareIsMadeAnew(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, spareFile)
	for page := range pages(t, path) {
		flip(t, path, page*pageSize+100)
		if db := openSpare(t.Context(), dir); db != nil {
			ok(t, db.Close()) // nothing is told by that byte
		}
		closeStore(t, reopen(t, dir, quick()))
		db := openSpare(t.Context(), dir)
		if db == nil {
			t.Fatalf("page %d: there is none", page+1)
		}
		all, err := accounts(t.Context(), db, time.Now())
		if ok(t, db.Close()); err != nil || len(all) != 1 {
			t.Fatalf("page %d: %d accounts (%v)", page+1, len(all), err)
		}
	}
}

// Who was put out is not let in by the spare, and a changed account is in it.
func TestSpareFollowsTheAccounts(t *testing.T) {
	dir, s := crew(t, quick())
	held := func() (names []string) {
		db := openSpare(t.Context(), dir)
		if db == nil {
			t.Fatal("there is no spare")
		}
		defer db.Close()
		names, err := column[string](t.Context(), db, `SELECT DISTINCT officer FROM data_keys ORDER BY officer`)
		ok(t, err)
		return names
	}
	before := held()
	if !slices.Contains(before, "dewi") {
		t.Fatalf("%v", before)
	}
	var key []byte
	ok(t, s.ledger().reader.QueryRowContext(t.Context(), `SELECT sealed FROM data_keys WHERE officer = 'dewi'`).Scan(&key))
	ok(t, s.Accounts.Disable(t.Context(), "dewi"))
	image, err := os.ReadFile(filepath.Join(dir, spareFile))
	ok(t, err)
	if bytes.Contains(image, key) {
		t.Fatal("dewi's key still stands in the spare")
	}
	if slices.Contains(held(), "dewi") {
		t.Fatal("dewi still has a key")
	}
	ok(t, s.Rotate(t.Context(), nil))
	db := openSpare(t.Context(), dir)
	defer db.Close()
	var epochs int
	ok(t, db.QueryRowContext(t.Context(), `SELECT count(DISTINCT epoch) FROM data_keys`).Scan(&epochs))
	if epochs != 1 {
		t.Fatalf("%d epochs", epochs)
	}
	var activations sql.NullInt64
	ok(t, db.QueryRowContext(t.Context(), `SELECT count(*) FROM activations`).Scan(&activations))
	if activations.Int64 != 0 {
		t.Fatal("activations in the spare")
	}
}
