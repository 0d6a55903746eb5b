package store

import (
	"os"
	"path/filepath"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/storetest"
)

// manyPeople are n made-up people; the NIK's serial counts on over regions and
// days, so that all differ.
func manyPeople(b *testing.B, n int) []siak.Resident {
	b.Helper()
	all := storetest.People(1000)
	for i := len(all); i < n; i++ {
		p := all[i%1000]
		digits := []byte(p.NIK.Digits())
		k := i / 1000
		copy(digits, []byte{byte('1' + k/900%9), byte('1' + k/100%9), '0' + byte(k/10%10), '1' + byte(k%9)})
		digits[4], digits[5] = '0', '1'+byte(k/9%9)
		nik, err := siak.ParseNIK(string(digits))
		storetest.OK(b, err)
		p.NIK, p.Version = nik, uint64(i+1)
		all = append(all, p)
	}
	return all
}

func load(b *testing.B, c *cache.Cache, all []siak.Resident) {
	b.Helper()
	const size = 1000
	from := at(0, 0)
	for i := 0; i < len(all); i += size {
		to := at(1, uint64(i+size))
		storetest.OK(b, c.Apply(b.Context(), siak.Page{From: from, To: to, Upserts: all[i:min(i+size, len(all))]}))
		from = to
	}
}

func BenchmarkLoad100k(b *testing.B) {
	all := manyPeople(b, 100_000)
	for b.Loop() {
		dir := b.TempDir()
		s := create(b, dir, quick())
		load(b, s.Cache, all)
		f, err := s.Cache.Freshness(b.Context())
		storetest.OK(b, err)
		closeStore(b, s)
		info, err := os.Stat(filepath.Join(dir, folder.Cache))
		storetest.OK(b, err)
		b.ReportMetric(float64(info.Size())/float64(f.Residents), "B/person")
		b.ReportMetric(float64(f.Residents), "people")
	}
}

func BenchmarkLookUp(b *testing.B) {
	all := manyPeople(b, 100_000)
	s := create(b, b.TempDir(), quick())
	load(b, s.Cache, all)
	for i := 0; b.Loop(); i++ {
		_, known, err := s.Cache.Resident(b.Context(), all[i*7919%len(all)].NIK)
		if !known || err != nil {
			b.Fatal(known, err)
		}
	}
}

func BenchmarkConfirm(b *testing.B) {
	s := create(b, b.TempDir(), quick())
	for i := 0; b.Loop(); i++ {
		storetest.OK(b, s.Ledger.Confirm(b.Context(), storetest.Confirmed(i, storetest.NewClock().At)))
	}
}

// BenchmarkOpen is a sign-in at the default cost of a passphrase.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	options := quick()
	options.Argon = seal.DefaultArgon
	closeStore(b, create(b, dir, options))
	for b.Loop() {
		closeStore(b, reopen(b, dir, options))
	}
}
