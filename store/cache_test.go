package store

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/storetest"
)

// at is a cursor of beji.
func at(epoch, seq uint64) siak.Cursor {
	return siak.Cursor{Partition: storetest.Beji, Epoch: epoch, Seq: seq}
}

func apply(t *testing.T, c *cache.Cache, p siak.Page) {
	t.Helper()
	storetest.OK(t, c.Apply(t.Context(), p))
}

// wantResident checks what the cache says of a person; the zero Resident: nothing.
func wantResident(t *testing.T, c *cache.Cache, nik siak.NIK, want siak.Resident) {
	t.Helper()
	got, known, err := c.Resident(t.Context(), nik)
	storetest.OK(t, err)
	if known != (want != siak.Resident{}) || got != want {
		t.Fatalf("known %v at version %d, want version %d", known, got.Version, want.Version)
	}
}

func wantCount(t *testing.T, c *cache.Cache, n int) {
	t.Helper()
	f, err := c.Freshness(t.Context())
	storetest.OK(t, err)
	if f.Residents != n {
		t.Fatalf("%d residents, want %d", f.Residents, n)
	}
}

func TestCacheKeepsResidents(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	all := storetest.People(500)
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 500), Upserts: all})
	closeStore(t, s)
	s = reopen(t, dir, quick())
	for _, p := range all {
		wantResident(t, s.Cache, p.NIK, p)
	}
	wantResident(t, s.Cache, storetest.People(501)[500].NIK, siak.Resident{})
	wantCount(t, s.Cache, 500)
	cursors, err := s.Cache.Cursors(t.Context())
	storetest.OK(t, err)
	if diff := cmp.Diff([]siak.Cursor{at(1, 500)}, cursors); diff != "" {
		t.Fatal(diff)
	}
}

func TestApply(t *testing.T) {
	c := create(t, t.TempDir(), quick()).Cache
	p := storetest.MadeUp(1)
	version := func(v uint64) siak.Resident { q := p; q.Version = v; q.Village = "KUKUSAN"; return q }

	first := siak.Page{From: at(0, 0), To: at(1, 10), Upserts: []siak.Resident{version(10)}}
	apply(t, c, first)
	apply(t, c, first) // twice is once
	wantResident(t, c, p.NIK, version(10))
	wantCount(t, c, 1)

	// An older record of the person does not replace a newer one.
	apply(t, c, siak.Page{From: at(1, 10), To: at(1, 11), Upserts: []siak.Resident{version(9)}})
	wantResident(t, c, p.NIK, version(10))
	// Nor does an older tombstone take it out.
	apply(t, c, siak.Page{From: at(1, 11), To: at(1, 12), Removed: []siak.Tombstone{{NIK: p.NIK, Version: 9}}})
	wantResident(t, c, p.NIK, version(10))

	apply(t, c, siak.Page{From: at(1, 12), To: at(1, 13), Upserts: []siak.Resident{version(13)}})
	wantResident(t, c, p.NIK, version(13))
	apply(t, c, siak.Page{From: at(1, 13), To: at(1, 14), Removed: []siak.Tombstone{{NIK: p.NIK, Version: 14}}})
	wantResident(t, c, p.NIK, siak.Resident{})
	wantCount(t, c, 0)

	// The first page, late, does not bring the person back.
	apply(t, c, first)
	wantResident(t, c, p.NIK, siak.Resident{})

	// A page that leaves something out is refused, as is one of another epoch.
	storetest.WantKind(t, c.Apply(t.Context(), siak.Page{From: at(1, 20), To: at(1, 30)}), siak.KindBadReply)
	storetest.WantKind(t, c.Apply(t.Context(), siak.Page{From: at(7, 0), To: at(7, 30)}), siak.KindBadReply)
	cursors, err := c.Cursors(t.Context())
	storetest.OK(t, err)
	if cursors[0] != at(1, 14) {
		t.Fatalf("cursor %v", cursors[0])
	}
}

func TestApplyIsAllOrNothing(t *testing.T) {
	c := create(t, t.TempDir(), quick()).Cache
	bad := storetest.MadeUp(2)
	bad.District = "no code"
	err := c.Apply(t.Context(), siak.Page{From: at(0, 0), To: at(1, 2), Upserts: []siak.Resident{storetest.MadeUp(1), bad}})
	storetest.WantKind(t, err, siak.KindBadValue)
	wantResident(t, c, storetest.MadeUp(1).NIK, siak.Resident{})
	cursors, err := c.Cursors(t.Context())
	storetest.OK(t, err)
	if len(cursors) != 0 {
		t.Fatalf("cursors %v", cursors)
	}
}

func TestStartOverDropsThePartitionAlone(t *testing.T) {
	c := create(t, t.TempDir(), quick()).Cache
	all := storetest.People(20)
	const other = siak.Region("327605")
	apply(t, c, siak.Page{From: at(0, 0), To: at(1, 10), Upserts: all[:10]})
	apply(t, c, siak.Page{From: siak.Cursor{Partition: other}, To: siak.Cursor{Partition: other, Epoch: 1, Seq: 10}, Upserts: all[10:]})

	over := siak.Page{From: at(1, 10), To: at(2, 0), StartOver: true}
	apply(t, c, over)
	wantCount(t, c, 10)
	wantResident(t, c, all[0].NIK, siak.Resident{})
	wantResident(t, c, all[10].NIK, all[10])

	apply(t, c, siak.Page{From: at(2, 0), To: at(2, 10), Upserts: all[:10]})
	apply(t, c, over) // late: that epoch has begun
	wantCount(t, c, 20)
	wantResident(t, c, all[0].NIK, all[0])
}

// A person who moves between partitions is there whichever page comes first.
func TestMoveBetweenPartitions(t *testing.T) {
	const other = siak.Region("327605")
	elsewhere := func(epoch, seq uint64) siak.Cursor { return siak.Cursor{Partition: other, Epoch: epoch, Seq: seq} }
	old := storetest.MadeUp(1)
	moved := old
	moved.District, moved.Version = other, 40
	arrives := siak.Page{From: elsewhere(0, 0), To: elsewhere(1, 40), Upserts: []siak.Resident{moved}}
	leaves := siak.Page{From: at(1, 10), To: at(1, 50), Removed: []siak.Tombstone{{NIK: old.NIK, Version: 50}}}
	for name, pages := range map[string][]siak.Page{"arrives first": {arrives, leaves}, "leaves first": {leaves, arrives}} {
		t.Run(name, func(t *testing.T) {
			c := create(t, t.TempDir(), quick()).Cache
			apply(t, c, siak.Page{From: at(0, 0), To: at(1, 10), Upserts: []siak.Resident{old}})
			apply(t, c, pages[0])
			wantResident(t, c, old.NIK, map[bool]siak.Resident{true: moved, false: {}}[name == "arrives first"])
			apply(t, c, pages[1])
			wantResident(t, c, old.NIK, moved)
			wantCount(t, c, 1)
		})
	}
}

func TestFreshness(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	f, err := s.Cache.Freshness(t.Context())
	storetest.OK(t, err)
	if f != (siak.Freshness{}) {
		t.Fatalf("a new cache is %v", f)
	}
	synced := storetest.NewClock().At
	storetest.OK(t, s.Cache.SetSynced(t.Context(), synced.Add(-time.Hour)))
	storetest.OK(t, s.Cache.SetSynced(t.Context(), synced))
	closeStore(t, s)
	f, err = reopen(t, dir, quick()).Cache.Freshness(t.Context())
	storetest.OK(t, err)
	if !f.SyncedAt.Equal(synced) {
		t.Fatalf("synced at %v", f.SyncedAt)
	}
}

func TestTrustComesBack(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	_, known, err := s.Cache.Trust(t.Context())
	storetest.OK(t, err)
	if known {
		t.Fatal("a new cache trusts somebody")
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	storetest.OK(t, err)
	ed, _, err := ed25519.GenerateKey(rand.Reader)
	storetest.OK(t, err)
	from := storetest.NewClock().At
	want := siak.Trust{
		Version: 7,
		Issuers: []siak.IssuerKey{
			{ID: []byte("a"), Issuer: "dukcapil.test", Key: &ec.PublicKey, From: from, To: from.AddDate(1, 0, 0)},
			{ID: []byte("b"), Issuer: "dukcapil.test", Key: ed, From: from, To: from.AddDate(1, 0, 0)},
		},
		Revoked: map[string]bool{"r1": true, "r2": true},
		Used:    map[siak.PresentationID]bool{{1}: true, {2}: true},
	}
	storetest.OK(t, s.Cache.SetTrust(t.Context(), siak.Trust{Version: 6}))
	storetest.OK(t, s.Cache.SetTrust(t.Context(), want))
	closeStore(t, s)
	got, known, err := reopen(t, dir, quick()).Cache.Trust(t.Context())
	storetest.OK(t, err)
	if diff := cmp.Diff(want, got); diff != "" || !known {
		t.Fatal(diff)
	}
	storetest.WantKind(t, s.Cache.SetTrust(t.Context(), siak.Trust{Issuers: []siak.IssuerKey{{Key: "rubbish"}}}), siak.KindBadValue)
}

// A sealed row that is put under another person's key does not open there, and
// the next opening begins a new cache.
func TestRowCopiedToAnotherKeyDoesNotOpen(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	a, b := storetest.MadeUp(1), storetest.MadeUp(2)
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 2), Upserts: []siak.Resident{a, b}})
	keyA, _ := cache.ResidentKeys(s.Cache, a.NIK)
	keyB, _ := cache.ResidentKeys(s.Cache, b.NIK)
	tamper(t, filepath.Join(dir, folder.Cache), `UPDATE recent SET (version, sealed) =
		(SELECT version, sealed FROM recent WHERE key >> 10 = ? >> 10) WHERE key >> 10 = ? >> 10`, keyB, keyA)
	_, _, err := s.Cache.Resident(t.Context(), a.NIK)
	storetest.WantKind(t, err, siak.KindDamaged)
	wantResident(t, s.Cache, b.NIK, b)
	closeStore(t, s)

	var reason error
	options := quick()
	options.OnRebuilt = func(err error) { reason = err }
	s = reopen(t, dir, options)
	storetest.WantKind(t, reason, siak.KindDamaged)
	wantCount(t, s.Cache, 0)
	closeStore(t, s)
	reason = nil
	closeStore(t, reopen(t, dir, options))
	if reason != nil {
		t.Fatal("begun anew twice")
	}
}

// Two people whose hashes are the same share a row: the NIK inside tells.
func TestHashCollisionIsNotMistaken(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	a, b := storetest.MadeUp(1), storetest.MadeUp(2)
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 2), Upserts: []siak.Resident{a}})
	key, _ := cache.ResidentKeys(s.Cache, b.NIK)
	text, err := cache.EncodeResident(a)
	storetest.OK(t, err)
	sealed := s.keys.CacheSeal.Seal(cache.ResidentPlace(key|1, 5), text, seal.ResidentBucket)
	tamper(t, cache.FileOf(s.Cache).Path, `INSERT INTO residents (key, version, sealed) VALUES (?, 5, ?)`, key|1, sealed)
	wantResident(t, s.Cache, b.NIK, siak.Resident{})
	wantResident(t, s.Cache, a.NIK, a)
}

func TestTooManyPartitions(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	tamper(t, cache.FileOf(s.Cache).Path, `INSERT INTO partitions (id, region) VALUES (?, 'x')`, cache.MaxPartition)
	storetest.WantKind(t, s.Cache.Apply(t.Context(), siak.Page{From: at(0, 0), To: at(1, 1)}), siak.KindAreaTooBig)
}
