//go:build !windows

package store

import (
	"maps"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/powercut"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// someone is how many people there are to change.
const someone = 8

// register is what a cache must say: for each partition and each of its cursors
// the people by NIK.
type register map[siak.Region]map[siak.Cursor]map[siak.NIK]siak.Resident

// next takes a page in and gives the state after it.
func (r register) next(page siak.Page) {
	region := page.From.Partition
	if r[region] == nil {
		r[region] = map[siak.Cursor]map[siak.NIK]siak.Resident{}
	}
	now := maps.Clone(r[region][page.From])
	if now == nil || page.StartOver {
		now = map[siak.NIK]siak.Resident{}
	}
	for _, p := range page.Upserts {
		now[p.NIK] = p
	}
	for _, gone := range page.Removed {
		delete(now, gone.NIK)
	}
	r[region][page.To] = now
}

// check compares all that the cache says with the register as it was at the
// cache's own cursors.
func (r register) check(t *rapid.T, c *cache.Cache) (cursors []siak.Cursor) {
	cursors, err := c.Cursors(t.Context())
	check(t, err)
	want, count := map[siak.NIK]siak.Resident{}, 0
	for _, at := range cursors {
		people, known := r[at.Partition][at]
		if !known {
			t.Fatalf("no such cursor: %v", at)
		}
		count += len(people)
		for nik, p := range people {
			if p.Version > want[nik].Version {
				want[nik] = p
			}
		}
	}
	if f, err := c.Freshness(t.Context()); err != nil || f.Residents != count {
		t.Fatalf("%d residents, want %d (%v)", f.Residents, count, err)
	}
	for i := range someone {
		p := storetest.MadeUp(i)
		got, known, err := c.Resident(t.Context(), p.NIK)
		check(t, err)
		if got != want[p.NIK] || known != (got != siak.Resident{}) {
			t.Fatalf("person %d at version %d, want %d", i, got.Version, want[p.NIK].Version)
		}
	}
	p := storetest.MadeUp(rapid.IntRange(0, someone-1).Draw(t, "searched"))
	p, known := want[p.NIK]
	found, err := c.Search(t.Context(), p.Name, p.Birth)
	check(t, err)
	if known != slices.Contains(found, p) {
		t.Fatalf("found by name: %v", !known)
	}
	digests, err := c.Digests(t.Context())
	check(t, err)
	for _, d := range digests {
		var sum siak.Digest
		for _, p := range r[d.At.Partition][d.At] {
			sum.Add(p.NIK, p.Version)
		}
		if d.Digest != sum {
			t.Fatal("another digest")
		}
	}
	return cursors
}

// drawPage draws the page that follows a cursor.
func drawPage(t *rapid.T, from siak.Cursor, version *uint64) siak.Page {
	page := siak.Page{From: from, To: from}
	if from.Epoch > 0 && rapid.IntRange(0, 9).Draw(t, "over") == 0 {
		page.StartOver, page.To.Epoch, page.To.Seq = true, from.Epoch+1, 0
		return page
	}
	page.To.Epoch = max(1, from.Epoch)
	who := rapid.SliceOfNDistinct(rapid.IntRange(0, someone-1), 0, 8, rapid.ID[int]).Draw(t, "who")
	for _, i := range who {
		*version++
		page.To.Seq = *version
		p := storetest.MadeUp(i)
		p.Version = *version
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0:
			page.Removed = append(page.Removed, siak.Tombstone{NIK: p.NIK, Version: p.Version})
			continue
		case 1:
			p.Name += "BARU"
		case 2:
			p.ActivePhone[0] = byte(*version) | 1
		}
		page.Upserts = append(page.Upserts, p)
	}
	*version++
	page.To.Seq = *version
	return page
}

// Whatever pages come, however they are merged and wherever the power goes, the
// cache says what a plain map says at its cursors.
func TestCacheIsAMap(t *testing.T) {
	storetest.OK(t, powercut.Register())
	options := quick()
	options.vfs = powercut.VFS
	options.OnRebuilt = func(err error) { t.Errorf("begun anew: %v", err) }
	cuts, left := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		left = 5 // times that the program ends: an opening takes most of the time
		dir, err := os.MkdirTemp("", "map-*")
		check(t, err)
		defer os.RemoveAll(dir)
		powercut.After(-1)
		s, err := Create(t.Context(), dir, accounts.Officer{Name: "siti"}, passphrase, options)
		check(t, err)
		defer func() { _ = s.Close() }()
		again := func() {
			s, err = Open(t.Context(), dir, "", passphrase, options)
			check(t, err)
		}
		r, version := register{}, uint64(0)
		at := map[siak.Region]siak.Cursor{}
		work := func() error {
			most := rapid.Int64Range(0, 20).Draw(t, "most")
			cache.MergeBeyond(s.Cache, most, rapid.Int64Range(0, 5).Draw(t, "step"))
			region := rapid.SampledFrom([]siak.Region{storetest.Beji, "327605"}).Draw(t, "region")
			from := at[region]
			from.Partition = region
			page := drawPage(t, from, &version)
			r.next(page)
			err := s.Cache.Apply(t.Context(), page)
			if err == nil {
				at[region] = page.To
			}
			return err
		}
		t.Repeat(map[string]func(*rapid.T){
			"pages": func(t *rapid.T) {
				for range rapid.IntRange(1, 6).Draw(t, "pages") {
					check(t, work())
				}
			},
			"reopened": func(t *rapid.T) {
				if left--; left < 0 {
					t.Skip("enough")
				}
				check(t, s.Close())
				again()
			},
			"power cut": func(t *rapid.T) {
				if left--; left < 0 {
					t.Skip("enough")
				}
				powercut.After(rapid.IntRange(0, 60).Draw(t, "changes"))
				for range 4 {
					if work() != nil {
						break
					}
				}
				powercut.After(0)
				_ = s.Close() // without power
				check(t, powercut.Restore(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]int{0, 64, 250}).Draw(t, "keep")))
				check(t, sqlitedb.Remove(dir+"/"+folder.Ledger+"-shm", dir+"/"+folder.Cache+"-shm"))
				cuts++
				again()
			},
			"": func(t *rapid.T) {
				clear(at)
				for _, c := range r.check(t, s.Cache) {
					at[c.Partition] = c
				}
			},
		})
	})
	if cuts == 0 {
		t.Error("the power never went")
	}
}

// A merge that finds no room waits, and leaves the reserve to the officer.
func TestMergeWaitsForRoom(t *testing.T) {
	options := quick()
	options.Reserve = 1 << 20
	s := create(t, t.TempDir(), options)
	all := storetest.People(300)
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 300), Upserts: all})
	cache.MergeBeyond(s.Cache, 0, cache.MergeRows)
	left := func() (rows int) {
		storetest.OK(t, cache.FileOf(s.Cache).Reader.QueryRowContext(t.Context(), `SELECT count(*) FROM recent`).Scan(&rows))
		return rows
	}
	limit(t, cache.FileOf(s.Cache), 0)
	storetest.OK(t, cache.MergeRecent(t.Context(), s.Cache))
	if _, err := os.Stat(s.dir + "/" + folder.Reserve); err != nil || left() != len(all) {
		t.Fatalf("%d rows are recent (%v)", left(), err)
	}
	wantResident(t, s.Cache, all[7].NIK, all[7])
	limit(t, cache.FileOf(s.Cache), 1000)
	storetest.OK(t, cache.MergeRecent(t.Context(), s.Cache))
	if left() != 0 {
		t.Fatalf("%d rows are recent", left())
	}
	wantResident(t, s.Cache, all[7].NIK, all[7])
	wantCount(t, s.Cache, len(all))
}
