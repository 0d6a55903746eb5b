package store

import (
	"encoding/binary"
	"path/filepath"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/storetest"
)

// takenBack is the n-th registration that was.
func takenBack(n int) string { return "R-" + string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

// revocationPage is a page of those from the from-th on.
func revocationPage(at siak.RevocationCursor, to uint64, from, n int) siak.RevocationPage {
	p := siak.RevocationPage{From: at, To: siak.RevocationCursor{Epoch: at.Epoch, Version: to}}
	for i := range n {
		p.Revoked = append(p.Revoked, siak.Revocation{Registration: siak.HashRegistration(takenBack(from + i))})
	}
	return p
}

func take(t *testing.T, c *cache.Cache, p siak.RevocationPage) siak.RevocationCursor {
	t.Helper()
	storetest.OK(t, c.TakeRevocations(t.Context(), p, 20000))
	return p.To
}

// wantRevoked: those from 0 to n are in the list, the next is not.
func wantRevoked(t *testing.T, c *cache.Cache, n int, at siak.RevocationCursor) {
	t.Helper()
	for _, i := range []int{0, n / 2, n - 1, n} {
		is, err := c.Revoked(t.Context(), takenBack(i))
		storetest.OK(t, err)
		if is != (i < n) {
			t.Errorf("registration %d of %d: revoked %v", i, n, is)
		}
	}
	got, err := c.Revocations(t.Context())
	storetest.OK(t, err)
	if got != at {
		t.Errorf("the list is at %v, want %v", got, at)
	}
}

// TestRevocationsAreKept: over the exchange of the cache's file, over the end of
// the program, and under another data key.
func TestRevocationsAreKept(t *testing.T) {
	dir, s := grown(t, 1, 60)
	start := siak.RevocationPage{StartOver: true, To: siak.RevocationCursor{Epoch: 5}, More: true}
	at := take(t, s.Cache, start)
	at = take(t, s.Cache, revocationPage(at, 70_000, 0, 70_000)) // more than a chunk
	at = take(t, s.Cache, revocationPage(at, 70_001, 70_000, 1))
	wantRevoked(t, s.Cache, 70_001, at)
	storetest.WantKind(t, s.Cache.TakeRevocations(t.Context(), revocationPage(siak.RevocationCursor{Epoch: 5, Version: 9}, 10, 0, 1), 0), siak.KindBadReply)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	storetest.OK(t, s.Rotate(t.Context(), nil))
	wantRevoked(t, s.Cache, 70_001, at)
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	wantRevoked(t, s.Cache, 70_001, at)
	at = take(t, s.Cache, siak.RevocationPage{StartOver: true, From: at, To: siak.RevocationCursor{Epoch: 6}})
	if is, err := s.Cache.Revoked(t.Context(), takenBack(0)); is || err != nil {
		t.Errorf("begun anew: %v, %v", is, err)
	}
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	if got, err := s.Cache.Revocations(t.Context()); got != at || err != nil {
		t.Errorf("at %v, %v", got, err)
	}
}

// TestRevocationsOutliveAFill, and what ended is forgotten.
func TestRevocationsOutliveAFill(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	at5 := siak.RevocationCursor{Epoch: 5}
	take(t, s.Cache, siak.RevocationPage{StartOver: true, To: at5})
	p := revocationPage(at5, 3, 0, 3)
	p.Revoked[0].Until, p.Revoked[1].Until = 19000, 20000
	now := take(t, s.Cache, p)
	all := storetest.People(50)
	storetest.OK(t, fill(s.Cache, t.Context(), nil, siak.Page{From: at(0, 0), To: at(1, 50), Upserts: all}))
	for i, want := range []bool{false, true, true} {
		if is, err := s.Cache.Revoked(t.Context(), takenBack(i)); is != want || err != nil {
			t.Errorf("registration %d: revoked %v, %v", i, is, err)
		}
	}
	closeStore(t, s)
	s = reopen(t, dir, quick())
	if got, err := s.Cache.Revocations(t.Context()); got != now || err != nil {
		t.Errorf("at %v, %v", got, err)
	}
}

// TestRevocationsThatWereTakenOut: who takes a part of the list out of the file
// has the station fetch it anew.
func TestRevocationsThatWereTakenOut(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	at5 := siak.RevocationCursor{Epoch: 5}
	take(t, s.Cache, siak.RevocationPage{StartOver: true, To: at5})
	take(t, s.Cache, revocationPage(at5, 10, 0, 10))
	closeStore(t, s)
	tamper(t, filepath.Join(dir, folder.Cache), `DELETE FROM meta WHERE name = 'revoked/000000'`)
	s = reopen(t, dir, quick())
	if got, err := s.Cache.Revocations(t.Context()); got != (siak.RevocationCursor{}) || err != nil {
		t.Errorf("at %v, %v", got, err)
	}
	at0 := take(t, s.Cache, siak.RevocationPage{StartOver: true, To: at5})
	wantRevoked(t, s.Cache, 10, take(t, s.Cache, revocationPage(at0, 10, 0, 10)))
}
