package postgres_test

import (
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/central"
	"ikd/station/siak/central/postgres"
	"ikd/station/siak/central/storagetest"
)

func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// made is a new database with a registry in it.
func made(t testing.TB, c *storagetest.Cluster) (url string) {
	t.Helper()
	_, url = c.NewDatabase(t)
	if err := open(t, url).Migrate(t.Context(), storagetest.Setup); err != nil {
		t.Fatal(err)
	}
	return url
}

func TestContract(t *testing.T) {
	c := storagetest.Postgres(t)
	storagetest.Run(t, func(t *testing.T) func() central.Storage {
		url := made(t, c)
		return func() central.Storage { return open(t, url) }
	})
	t.Run("migrate", func(t *testing.T) { testMigrate(t, c) })
}

// Replicas that start at once make one registry; an empty database and one of
// a newer program are told apart.
func testMigrate(t *testing.T, c *storagetest.Cluster) {
	_, url := c.NewDatabase(t)
	s := open(t, url)
	if err := s.Ping(t.Context()); siak.KindOf(err) != siak.KindNotSetUp {
		t.Errorf("an empty database: %v", err)
	}
	filled := make(chan bool, 2)
	errs := make(chan error, 2)
	for range 2 {
		go func() {
			errs <- open(t, url).Migrate(t.Context(), func(tx central.Tx) error {
				filled <- true
				return storagetest.Setup(tx)
			})
		}()
	}
	if a, b := <-errs, <-errs; a != nil || b != nil || len(filled) != 1 {
		t.Errorf("filled %d times, errors %v and %v", len(filled), a, b)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	_, err := postgres.Open(t.Context(), "postgres://%zz")
	if siak.KindOf(err) != siak.KindRefused {
		t.Errorf("no address: %v", err)
	}
	nowhere := open(t, "postgres:///x?host=/nonexistent&user=ikd")
	if err := nowhere.Ping(t.Context()); siak.KindOf(err) != siak.KindUnavailable {
		t.Errorf("nobody answers: %v", err)
	}
}
