package store

import (
	"ikd/station/store/internal/cache"

	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

// TestDigests: the sums are those of what was taken in, partition by partition,
// and a row that is missing shows.
func TestDigests(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	all := storetest.People(300)
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 300), Upserts: all})
	apply(t, s.Cache, siak.Page{From: at(1, 300), To: at(1, 301), Removed: []siak.Tombstone{{NIK: all[7].NIK, Version: 301}}})
	var want siak.Digest
	for i, r := range all {
		if i != 7 {
			want.Add(r.NIK, r.Version)
		}
	}
	got, err := s.Cache.Digests(t.Context())
	storetest.OK(t, err)
	if len(got) != 1 || got[0] != (siak.PartitionDigest{At: at(1, 301), Digest: want}) {
		t.Fatalf("%d partitions, the sum differs: %v", len(got), got[0].Digest != want)
	}
	_, err = cache.FileOf(s.Cache).Writer.ExecContext(t.Context(), `DELETE FROM recent WHERE key = (SELECT min(key) FROM recent)`)
	storetest.OK(t, err)
	got, err = s.Cache.Digests(t.Context())
	storetest.OK(t, err)
	if got[0].Digest == want {
		t.Error("a lost row does not show")
	}
}
