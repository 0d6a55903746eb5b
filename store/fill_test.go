package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/storetest"
)

// fill pulls these pages, and fails with err at the end.
func fill(c *cache.Cache, ctx context.Context, err error, pages ...siak.Page) error {
	return c.Fill(ctx, func(apply func(context.Context, siak.Page) error) error {
		for _, p := range pages {
			if err := apply(ctx, p); err != nil {
				return err
			}
		}
		return err
	})
}

// tidy fails where something but the store's own files is in the folder.
func tidy(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	storetest.OK(t, err)
	for _, e := range entries {
		if strings.Contains(e.Name(), cache.FreshSuffix) || strings.Contains(e.Name(), cache.RunSuffix) {
			t.Errorf("%s was left", e.Name())
		}
	}
}

func TestFillTakesAFreshFile(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	all := storetest.People(500)
	trust := siak.Trust{Version: 7, Revoked: map[string]bool{}, Used: map[siak.PresentationID]bool{}}
	storetest.OK(t, s.Cache.SetTrust(t.Context(), trust))
	storetest.OK(t, fill(s.Cache, t.Context(), nil,
		siak.Page{From: at(0, 0), To: at(1, 250), Upserts: all[:250], More: true},
		siak.Page{From: at(1, 250), To: at(1, 500), Upserts: all[250:]}))
	wantCount(t, s.Cache, 500)
	wantResident(t, s.Cache, all[1].NIK, all[1])
	tidy(t, dir)
	for range 2 {
		if got, known, err := s.Cache.Trust(t.Context()); !known || err != nil || got.Version != 7 {
			t.Fatalf("the trust list is gone (%v)", err)
		}
		// What follows is taken in page by page.
		apply(t, s.Cache, siak.Page{From: at(1, 500), To: at(1, 900), Removed: []siak.Tombstone{{NIK: all[1].NIK, Version: 900}}})
		wantResident(t, s.Cache, all[1].NIK, siak.Resident{})
		wantCount(t, s.Cache, 499)
		closeStore(t, s)
		s = reopen(t, dir, quick())
	}
}

// What came before the line broke is kept, and the next pull goes on from there
// into another fresh file.
func TestFillGoesOnWhereItBrokeOff(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	all := storetest.People(500)
	broke := siak.E("fetch changes", siak.KindOffline, nil)
	storetest.WantKind(t, fill(s.Cache, t.Context(), broke, siak.Page{From: at(0, 0), To: at(1, 250), Upserts: all[:250], More: true}), siak.KindOffline)
	wantCount(t, s.Cache, 250)
	closeStore(t, s)
	s = reopen(t, dir, quick())
	cursors, err := s.Cache.Cursors(t.Context())
	if err != nil || len(cursors) != 1 || cursors[0] != at(1, 250) {
		t.Fatalf("cursors %v (%v)", cursors, err)
	}
	newer := all[3]
	newer.Name, newer.Version = "NAMA BARU", 400
	storetest.OK(t, fill(s.Cache, t.Context(), nil, siak.Page{
		From: at(1, 250), To: at(1, 500), Upserts: append(slices.Clone(all[250:]), newer),
		Removed: []siak.Tombstone{{NIK: all[4].NIK, Version: 450}},
	}))
	wantCount(t, s.Cache, 499)
	wantResident(t, s.Cache, newer.NIK, newer)
	wantResident(t, s.Cache, all[4].NIK, siak.Resident{})
	if bulk, err := cache.NeedsBulkLoad(t.Context(), s.Cache); bulk || err != nil {
		t.Fatalf("the filling is not over (%v)", err)
	}
	tidy(t, dir)
}

func TestFillRefusesWhatApplyRefuses(t *testing.T) {
	dir := t.TempDir()
	c := create(t, dir, quick()).Cache
	bad := storetest.MadeUp(2)
	bad.District = "no code"
	for kind, page := range map[siak.Kind]siak.Page{
		siak.KindBadValue: {From: at(0, 0), To: at(1, 2), Upserts: []siak.Resident{bad}},
		siak.KindBadReply: {From: at(1, 7), To: at(1, 8)},
	} {
		storetest.WantKind(t, fill(c, t.Context(), nil, page), kind)
	}
	wantCount(t, c, 0)
	tidy(t, dir)
}

// A crash in the middle of a bulk load leaves files that the next opening sweeps away.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, create(t, dir, quick()))
	for _, name := range []string{folder.Cache + cache.RunSuffix + "123", folder.Cache + cache.FreshSuffix, folder.Cache + cache.FreshSuffix + "-wal"} {
		storetest.OK(t, os.WriteFile(filepath.Join(dir, name), []byte("left"), 0o600))
	}
	closeStore(t, reopen(t, dir, quick()))
	tidy(t, dir)
}

// The officer goes on while the cache is filled and exchanged.
func TestLookUpsWhileTheFileIsExchanged(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	all := storetest.People(200)
	failed := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		defer close(failed)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, _, err := s.Cache.Resident(t.Context(), all[i%len(all)].NIK); err != nil {
				failed <- err
				return
			}
		}
	}()
	from := at(0, 0)
	for i := range 10 {
		to := at(1, uint64(1000*(i+1)))
		broke := errors.New("broken off")
		if err := fill(s.Cache, t.Context(), broke, siak.Page{From: from, To: to, Upserts: all[i*20 : i*20+20]}); !errors.Is(err, broke) {
			t.Fatal(err)
		}
		from = to
	}
	close(stop)
	storetest.OK(t, <-failed)
	wantCount(t, s.Cache, 200)
}

// Whatever the pages, a bulk load leaves what applying them one by one leaves,
// however little it keeps in memory.
func TestFillIsApply(t *testing.T) {
	one, other := create(t, t.TempDir(), quick()), create(t, t.TempDir(), quick())
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range []*Store{one, other} {
			_, err := cache.FileOf(s.Cache).Writer.ExecContext(t.Context(), `DELETE FROM residents; DELETE FROM names; DELETE FROM recent; DELETE FROM recent_names; DELETE FROM partitions`)
			check(t, err)
		}
		pages := drawPages(t)
		cut := rapid.IntRange(0, len(pages)).Draw(t, "cut")
		for _, p := range pages {
			check(t, one.Cache.Apply(t.Context(), p))
		}
		broke := errors.New("broken off")
		if err := fill(other.Cache, t.Context(), broke, pages[:cut]...); !errors.Is(err, broke) {
			t.Fatal(err)
		}
		check(t, fill(other.Cache, t.Context(), nil, pages[cut:]...))
		sameCache(t, one.Cache, other.Cache)
	})
}

// drawPages draws pages of two partitions with upserts, tombstones and new epochs.
func drawPages(t *rapid.T) []siak.Page {
	now := map[siak.Region]siak.Cursor{}
	var pages []siak.Page
	for range rapid.IntRange(1, 12).Draw(t, "pages") {
		region := rapid.SampledFrom([]siak.Region{storetest.Beji, "327605"}).Draw(t, "region")
		from := now[region]
		from.Partition = region
		to := from
		if from.Epoch > 0 && rapid.IntRange(0, 5).Draw(t, "over") == 0 {
			to.Epoch, to.Seq = from.Epoch+1, 0
			pages = append(pages, siak.Page{From: from, To: to, StartOver: true})
			now[region] = to
			continue
		}
		to.Epoch = max(1, from.Epoch)
		page := siak.Page{From: from}
		for range rapid.IntRange(0, 20).Draw(t, "changes") {
			to.Seq++
			p := storetest.MadeUp(rapid.IntRange(0, 15).Draw(t, "who"))
			p.Version, p.District = 2*to.Seq, region // no version in both partitions
			if region == storetest.Beji {
				p.Version++
			}
			if rapid.IntRange(0, 3).Draw(t, "gone") == 0 {
				page.Removed = append(page.Removed, siak.Tombstone{NIK: p.NIK, Version: p.Version})
				page.Upserts = slices.DeleteFunc(page.Upserts, func(r siak.Resident) bool { return r.NIK == p.NIK })
				continue
			}
			page.Upserts = append(page.Upserts, p)
		}
		to.Seq++
		page.To = to
		pages = append(pages, page)
		now[region] = to
	}
	return pages
}

func sameCache(t *rapid.T, one, other *cache.Cache) {
	a, err := one.Cursors(t.Context())
	check(t, err)
	b, err := other.Cursors(t.Context())
	check(t, err)
	if !slices.Equal(a, b) {
		t.Fatalf("cursors %v and %v", a, b)
	}
	na, err := one.Freshness(t.Context())
	check(t, err)
	nb, err := other.Freshness(t.Context())
	check(t, err)
	if na.Residents != nb.Residents {
		t.Fatalf("%d residents and %d", na.Residents, nb.Residents)
	}
	for i := range 16 {
		p := storetest.MadeUp(i)
		x, knownX, err := one.Resident(t.Context(), p.NIK)
		check(t, err)
		y, knownY, err := other.Resident(t.Context(), p.NIK)
		check(t, err)
		if x != y || knownX != knownY {
			t.Fatalf("person %d: %v %v", i, knownX, knownY)
		}
		for _, c := range []*cache.Cache{one, other} {
			found, err := c.Search(t.Context(), p.Name, p.Birth)
			check(t, err)
			if slices.Contains(found, x) != knownX {
				t.Fatalf("person %d is found by name: %v", i, !knownX)
			}
		}
	}
}
