package store

import (
	"ikd/station/store/internal/cache"

	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// limit lets a file grow no further than it is, as a full disk does.
func limit(t *testing.T, f *sqlitedb.File, room int) {
	t.Helper()
	var n int
	storetest.OK(t, f.Writer.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&n))
	_, err := f.Writer.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, n+room))
	storetest.OK(t, err)
}

// until confirms one after another until it fails, and gives those that were
// acknowledged and the one that was not.
func until(t *testing.T, s *Store, from int) (acknowledged []siak.Activation, refused siak.Activation, err error) {
	t.Helper()
	for i := from; i < from+1000; i++ {
		a := storetest.Confirmed(i, storetest.NewClock().At)
		if err := s.Ledger.Confirm(t.Context(), a); err != nil {
			return acknowledged, a, err
		}
		acknowledged = append(acknowledged, a)
	}
	t.Fatal("never full")
	return nil, siak.Activation{}, nil
}

func TestFullDiskLosesNothing(t *testing.T) {
	dir := t.TempDir()
	options := quick()
	options.Reserve = -1
	s := create(t, dir, options)
	limit(t, s.ledgerFile, 4)
	acknowledged, refused, err := until(t, s, 0)
	storetest.WantKind(t, err, siak.KindDiskFull)
	if n, err := s.Ledger.Waiting(t.Context()); err != nil || n != len(acknowledged) {
		t.Fatalf("%d waiting, %d acknowledged (%v)", n, len(acknowledged), err)
	}
	auditRows(t, s)
	limit(t, s.ledgerFile, 1000) // there is room again
	confirm(t, s.Ledger, refused)
	closeStore(t, s)
	s = reopen(t, dir, options)
	for _, a := range append(acknowledged, refused) {
		if _, found, err := s.Ledger.Used(t.Context(), a.PresentationID); !found || err != nil {
			t.Fatalf("lost one (%v)", err)
		}
	}
	auditRows(t, s)
}

// With the reserve given up the work in hand is finished, and the officer told;
// the next opening lays it again.
func TestReserveFinishesTheWorkInHand(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, folder.Reserve)
	options := quick()
	var s *Store
	given := 0
	options.OnReserveUsed = func() {
		given++
		if _, err := os.Stat(path); err == nil {
			t.Error("told before the room was free")
		}
		limit(t, s.ledgerFile, 8)
	}
	s = create(t, dir, options)
	if info, err := os.Stat(path); err != nil || info.Size() != options.Reserve {
		t.Fatalf("no ballast (%v)", err)
	}
	limit(t, s.ledgerFile, 4)
	acknowledged, _, err := until(t, s, 0) // full, goes on, full for good
	storetest.WantKind(t, err, siak.KindDiskFull)
	if n, err := s.Ledger.Waiting(t.Context()); err != nil || n != len(acknowledged) || given != 1 {
		t.Fatalf("%d waiting, %d acknowledged, ballast given up %d times (%v)", n, len(acknowledged), given, err)
	}
	closeStore(t, s)
	closeStore(t, reopen(t, dir, options))
	if _, err := os.Stat(path); err != nil {
		t.Fatal("the ballast was not laid again")
	}
}

// The cache may fill the disk, too: its page is applied whole or not at all.
func TestFullDiskInTheMiddleOfAPage(t *testing.T) {
	options := quick()
	options.Reserve = -1
	s := create(t, t.TempDir(), options)
	limit(t, cache.FileOf(s.Cache), 2)
	page := siak.Page{From: at(0, 0), To: at(1, 300), Upserts: storetest.People(300)}
	storetest.WantKind(t, s.Cache.Apply(t.Context(), page), siak.KindDiskFull)
	wantCount(t, s.Cache, 0)
	limit(t, cache.FileOf(s.Cache), 1000)
	apply(t, s.Cache, page)
	wantCount(t, s.Cache, 300)
}

// Folding gives back what the WAL took, even before the reserve is touched.
func TestFoldGivesRoomBack(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	for i := range 5 {
		confirm(t, s.Ledger, storetest.Confirmed(i, storetest.NewClock().At))
	}
	wal := s.ledgerFile.Path + "-wal"
	if info, err := os.Stat(wal); err != nil || info.Size() == 0 {
		t.Fatalf("no WAL (%v)", err)
	}
	if !s.ledgerFile.Checkpoint(t.Context()) {
		t.Fatal("not folded")
	}
	if info, err := os.Stat(wal); err != nil || info.Size() != 0 {
		t.Fatalf("the WAL still takes room (%v)", err)
	}
	auditRows(t, s)
}
