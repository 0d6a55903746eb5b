package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/storetest"
)

var byNIK = cmp.Comparer(func(a, b siak.NIK) bool { return a == b })

// dyingFill takes some pages in and gives the folder as it stood then: what is
// left of a program that was killed in the middle of a pull.
func dyingFill(t *testing.T, s *Store, dir string, pages ...siak.Page) (left string) {
	t.Helper()
	left = storetest.Folder(t)
	gone := errors.New("killed")
	err := s.Cache.Fill(t.Context(), func(apply func(context.Context, siak.Page) error) error {
		for _, p := range pages {
			storetest.OK(t, apply(t.Context(), p))
		}
		entries, err := os.ReadDir(dir)
		storetest.OK(t, err)
		for _, e := range entries {
			copyFile(t, filepath.Join(dir, e.Name()), filepath.Join(left, e.Name()))
		}
		return gone
	})
	if !errors.Is(err, gone) {
		t.Fatal(err)
	}
	closeStore(t, s)
	return left
}

// thirds is a partition of 300 people in three pages.
func thirds() (all []siak.Resident, pages []siak.Page) {
	all = storetest.People(300)
	for i := uint64(0); i < 300; i += 100 {
		pages = append(pages, siak.Page{From: at(min(i, 1), i), To: at(1, i+100), Upserts: all[i : i+100], More: i < 200, Total: 300})
	}
	return all, pages
}

// TestFillGoesOnAfterADeath: a program that was killed in the middle of a first
// pull, at any page, has lost the page that it was at and nothing else; so after a
// second death, and where the end of the log is torn or spoiled.
func TestFillGoesOnAfterADeath(t *testing.T) {
	all, pages := thirds()
	for name, c := range map[string]struct {
		taken int
		spoil func([]byte) []byte
		want  uint64 // where the next bulk load begins
	}{
		"before the first page":   {0, nil, 0},
		"after one":               {1, nil, 100},
		"after two":               {2, nil, 200},
		"after all of them":       {3, nil, 300},
		"in the middle of one":    {2, func(b []byte) []byte { return b[:len(b)-7] }, 100},
		"a length without a page": {2, func(b []byte) []byte { return append(b, 0, 0, 1, 0) }, 200},
		"zeros behind it":         {2, func(b []byte) []byte { return append(b, make([]byte, 4096)...) }, 200},
		"a bit fell over":         {2, func(b []byte) []byte { b[len(b)-9] ^= 4; return b }, 100},
		"another's bytes":         {2, func(b []byte) []byte { return make([]byte, len(b)) }, 0},
		"nothing":                 {2, func([]byte) []byte { return nil }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			left := dyingFill(t, create(t, dir, quick()), dir, pages[:c.taken]...)
			log := filepath.Join(left, folder.Cache+cache.PagesSuffix)
			if c.spoil != nil {
				b, err := os.ReadFile(log)
				storetest.OK(t, err)
				storetest.OK(t, os.WriteFile(log, c.spoil(b), 0o600))
			}
			s := reopen(t, left, quick())
			storetest.OK(t, s.Cache.Fill(t.Context(), func(apply func(context.Context, siak.Page) error) error {
				held, err := s.Cache.Held(t.Context())
				storetest.OK(t, err)
				var begin siak.PartitionHeld
				if len(held) > 0 {
					begin = held[0]
				}
				if begin.At.Seq != c.want || begin.Residents != int(c.want) {
					t.Errorf("it goes on with %+v", begin)
				}
				for _, p := range pages[c.want/100:] {
					storetest.OK(t, apply(t.Context(), p))
				}
				return nil
			}))
			wantCount(t, s.Cache, 300)
			for _, r := range all {
				wantResident(t, s.Cache, r.NIK, r)
			}
			if bulk, err := cache.NeedsBulkLoad(t.Context(), s.Cache); bulk || err != nil {
				t.Errorf("the filling is not over (%v)", err)
			}
			tidy(t, left)
			if _, err := os.Stat(log); !errors.Is(err, os.ErrNotExist) {
				t.Error("the pages are still there")
			}
		})
	}
}

// TestFillDiesAgainAndAgain: each life takes one page more.
func TestFillDiesAgainAndAgain(t *testing.T) {
	all, pages := thirds()
	dir := t.TempDir()
	s := create(t, dir, quick())
	for _, p := range pages {
		dir = dyingFill(t, s, dir, p)
		s = reopen(t, dir, quick())
	}
	storetest.OK(t, fill(s.Cache, t.Context(), nil))
	wantCount(t, s.Cache, len(all))
}

// TestFillAfterADeathOfAnotherBulkLoad: pages of a bulk load that began with
// something else are no use, and do no harm.
func TestFillAfterADeathOfAnotherBulkLoad(t *testing.T) {
	all, pages := thirds()
	dir := t.TempDir()
	left := dyingFill(t, create(t, dir, quick()), dir, pages[:2]...)
	log := filepath.Join(folder.Cache + cache.PagesSuffix)
	other := t.TempDir()
	s := create(t, other, quick())
	storetest.WantKind(t, fill(s.Cache, t.Context(), siak.E("fetch", siak.KindOffline, nil), pages[0]), siak.KindOffline)
	copyFile(t, filepath.Join(left, log), filepath.Join(other, log))
	storetest.OK(t, fill(s.Cache, t.Context(), nil, pages[1], pages[2]))
	wantCount(t, s.Cache, len(all))
}

// TestPageLogHasNothingInClear: what lies on the disk during a pull is sealed.
func TestPageLogHasNothingInClear(t *testing.T) {
	all, pages := thirds()
	dir := t.TempDir()
	left := dyingFill(t, create(t, dir, quick()), dir, pages...)
	b, err := os.ReadFile(filepath.Join(left, folder.Cache+cache.PagesSuffix))
	storetest.OK(t, err)
	for _, r := range all[:10] { // all are sealed alike
		for _, text := range []string{r.NIK.Digits(), r.Name, r.Village, string(r.District)} {
			if bytes.Contains(b, []byte(text)) {
				t.Fatal("something personal is in the log of pages")
			}
		}
	}
}

// TestPageCoding: any page comes back as it was.
func TestPageCoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string) uint64 { return rapid.Uint64().Draw(t, name) }
		p := siak.Page{
			From: siak.Cursor{Partition: storetest.Beji, Epoch: number("epoch"), Seq: number("seq")},
			To:   siak.Cursor{Partition: storetest.Beji, Epoch: number("to epoch"), Seq: number("to seq")},
			More: rapid.Bool().Draw(t, "more"), StartOver: rapid.Bool().Draw(t, "start over"), Total: number("total"),
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "residents") {
			r := storetest.MadeUp(i)
			r.Version = number("version")
			p.Upserts = append(p.Upserts, r)
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "tombstones") {
			p.Removed = append(p.Removed, siak.Tombstone{NIK: storetest.MadeUp(i).NIK, Version: number("version")})
		}
		text, err := cache.EncodePage(p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cache.DecodePage(text)
		if diff := cmp.Diff(p, got, byNIK); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		if cut := rapid.IntRange(0, len(text)-1).Draw(t, "cut"); cut < len(text) {
			if _, err := cache.DecodePage(text[:cut]); err == nil {
				t.Fatal("a page that is cut short is taken")
			}
		}
	})
}
