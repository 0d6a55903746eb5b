package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// anyByte changes a byte of each page of a file in turn, several times a page,
// and calls check with the file so damaged.
func anyByte(t *testing.T, path string, times int, check func(t *testing.T)) {
	t.Helper()
	whole := filepath.Join(t.TempDir(), "whole")
	copyFile(t, path, whole)
	r := rand.New(rand.NewPCG(3, 5))
	for page := range pages(t, path) {
		for range times {
			at := page*pageSize + r.Int64N(pageSize)
			t.Run(fmt.Sprintf("byte %d of page %d", at%pageSize, page+1), func(t *testing.T) {
				flip(t, path, at)
				check(t)
			})
			storetest.OK(t, sqlitedb.RemoveDB(path))
			copyFile(t, whole, path)
		}
	}
}

// A changed byte anywhere in the cache never makes it say anything false, and
// what was found is mended by the next pull, while the officer works.
func TestAnyByteOfTheCache(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, folder.Cache)
	all := storetest.People(300)
	found := 0
	anyByte(t, path, 4, func(t *testing.T) {
		rebuilt := false
		options := quick()
		options.OnRebuilt = func(error) { rebuilt = true }
		s := reopen(t, dir, options)
		defer closeStore(t, s)
		defer os.Remove(path + cache.MarkSuffix)
		broken := 0
		for _, p := range all {
			got, known, err := s.Cache.Resident(t.Context(), p.NIK)
			switch {
			case siak.KindOf(err) == siak.KindDamaged:
				broken++
			case err != nil:
				t.Fatal(err)
			case known && got != p:
				t.Fatal("somebody else's record, or a false one")
			case !known:
				broken++
			}
			people, err := s.Cache.Search(t.Context(), p.Name, p.Birth)
			if err != nil && siak.KindOf(err) != siak.KindDamaged || err == nil && slices.ContainsFunc(people, func(f siak.Resident) bool { return f.Birth != p.Birth }) {
				t.Fatal(err)
			}
		}
		if cursors, err := s.Cache.Cursors(t.Context()); err == nil && len(cursors) == 1 && cursors[0] != at(1, 300) {
			t.Fatalf("a false cursor: %v", cursors[0])
		}
		if !rebuilt && !cache.Marked(path) {
			return // nobody's byte, or a row that is not where it should be: not in the cache
		}
		found++
		pull(t, s.Cache, all)
		for _, p := range all {
			wantResident(t, s.Cache, p.NIK, p)
		}
		if cache.Marked(path) {
			t.Fatal("still to be rebuilt")
		}
	})
	if found == 0 {
		t.Fatal("no damage was found at all")
	}
	t.Logf("%d found", found)
}

// pull does as the station's Puller: from the cursors, through Fill; where damage
// turns up on the way, once more.
func pull(t *testing.T, c *cache.Cache, all []siak.Resident) {
	t.Helper()
	for range 3 {
		cursors, err := c.Cursors(t.Context())
		if err == nil {
			from := at(0, 0)
			if len(cursors) > 0 {
				from = cursors[0]
			}
			err = fill(c, t.Context(), nil, siak.Page{From: from, To: at(1, 300), Upserts: all})
		}
		if err == nil {
			return
		}
		storetest.WantKind(t, err, siak.KindDamaged)
	}
	t.Fatal("not mended by pulling three times")
}

// A changed byte anywhere in the ledger is told at the sign-in, or leaves every
// activation as it was or marked as unreadable; what was damaged in the trail is
// found by verifying it.
func TestAnyByteOfTheLedger(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, folder.Ledger)
	s := reopen(t, dir, quick())
	want := map[siak.ActivationID]siak.Activation{}
	all, err := s.Ledger.Activations(t.Context(), time.Time{})
	storetest.OK(t, err)
	for _, a := range all {
		want[a.ID] = a
	}
	closeStore(t, s)
	told := 0
	anyByte(t, path, 3, func(t *testing.T) {
		report, err := VerifyAudit(t.Context(), dir)
		suspect := err != nil || !report.Sound()
		s, err := Open(t.Context(), dir, "", passphrase, quick())
		if err != nil {
			told++
			if kind := siak.KindOf(err); kind == siak.KindUnknown || kind == siak.KindWrongPassphrase {
				t.Fatalf("told without a kind: %v", err)
			}
			return
		}
		defer closeStore(t, s)
		all, err := s.Ledger.Activations(t.Context(), time.Time{})
		if siak.KindOf(err) == siak.KindDamaged {
			return
		}
		storetest.OK(t, err)
		same := 0
		for _, a := range all {
			was, known := want[a.ID]
			if !known || ledger.Unreadable(a) {
				continue // an ID that was changed does not open its row
			}
			if a.NIK != was.NIK || a.Name != was.Name || a.State != was.State || a.RegistrationID != was.RegistrationID || string(a.Signed) != string(was.Signed) {
				t.Fatal("a false activation")
			}
			same++
		}
		if same < len(want)-1 {
			t.Fatalf("%d of %d are readable after one byte", same, len(want))
		}
		if same < len(want) || suspect {
			told++
		}
	})
	if told == 0 {
		t.Fatal("no damage was found at all")
	}
	t.Logf("%d found", told)
}
