package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"testing"
	"time"

	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// passphrase is the one of every test.
var passphrase = []byte("pagi yang cerah")

// quick makes a passphrase cheap; nothing else differs from a station.
func quick() Options {
	return Options{
		Argon:       seal.Argon2Params{Memory: 64, Time: 1, Threads: 1},
		Reserve:     64 << 10,
		BusyTimeout: 20 * time.Millisecond,
	}
}

func create(t testing.TB, dir string, options Options) *Store {
	t.Helper()
	s, err := Create(t.Context(), dir, accounts.Officer{Name: "latihan"}, passphrase, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func reopen(t testing.TB, dir string, options Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, "", passphrase, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func closeStore(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// newIdentity is an identity with a fresh key.
func newIdentity(t testing.TB) ledger.Identity {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	storetest.OK(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	storetest.OK(t, err)
	return ledger.Identity{
		StationID: "depok-01", Registry: "127.0.0.1:1", ServerName: "registry.test", Key: der,
		Certificate: []byte{1}, Authority: []byte{2}, OfficeRegion: storetest.Beji, OfficeName: "Disdukcapil Kota Depok",
		Partitions: []ledger.Partition{{Region: storetest.Beji, Name: "Beji"}}, Training: true,
	}
}

// tamper changes a file behind the store's back.
func tamper(t testing.TB, path, statement string, args ...any) {
	t.Helper()
	db, err := sqlitedb.OpenWriter(path, sqlitedb.Access{Synchronous: sqlitedb.SyncFull, Busy: time.Second})
	storetest.OK(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statement, args...)
	storetest.OK(t, err)
}
