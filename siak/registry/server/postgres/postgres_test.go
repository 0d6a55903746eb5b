package postgres_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/postgres"
	"ikd/station/siak/registry/server/storagetest"
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
	storagetest.Run(t, func(t *testing.T) func() server.Storage {
		url := made(t, c)
		return func() server.Storage { return open(t, url) }
	})
	t.Run("migrate", func(t *testing.T) { testMigrate(t, c) })
	t.Run("deadlock", func(t *testing.T) { testDeadlock(t, c) })
	t.Run("busy", func(t *testing.T) { testBusy(t, c) })
	t.Run("damaged", func(t *testing.T) { testDamaged(t, c) })
}

// What PostgreSQL's types let through.
func testDamaged(t *testing.T, c *storagetest.Cluster) {
	url := made(t, c)
	exec := func(t *testing.T, query string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
		if _, err := conn.Exec(t.Context(), query); err != nil {
			t.Fatal(query, err)
		}
	}
	storagetest.Damaged(t, func() server.Storage { return open(t, url) }, exec, storagetest.Damages{
		"a NIK of words":        `nik = 'bukan angka'`,
		"no name":               `name = ''`,
		"a name without end":    `name = repeat('a', 201)`,
		"a village without end": `village = repeat('a', 201)`,
		"a birth without end":   `birth = 'infinity'`,
		"a birth before Christ": `birth = '0044-03-15 BC'`,
		"a birth far ahead":     `birth = '12026-01-01'`,
		"a sex of none":         `sex = 300`,
		"a marital state below": `marital = -1`,
		"a life beyond":         `life = 9`,
		"half a phone":          `active_phone = '\x0102'`,
		storagetest.ToCome:      `version = version + 1000000`,
	})
}

// Two that wait for each other both stand in the end: one is run again.
func testDeadlock(t *testing.T, c *storagetest.Cluster) {
	s := open(t, made(t, c))
	w := storagetest.NewHarness(t, s, storagetest.NewClock())
	citizens := w.NewCitizens(t, 0, 2)
	var runs atomic.Int64
	var met sync.WaitGroup // both hold their first lock
	met.Add(2)
	var both sync.WaitGroup
	for i := range 2 {
		first := true
		both.Go(func() {
			err := s.Write(t.Context(), func(tx server.Tx) error {
				runs.Add(1)
				if _, _, err := tx.LockPerson(citizens[i].ID); err != nil {
					return err
				}
				if first {
					first = false
					met.Done()
					met.Wait()
				}
				_, _, err := tx.LockPerson(citizens[1-i].ID)
				return errors.Join(err, tx.Raise("stood"))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	var stood int64
	err := s.Read(t.Context(), func(tx server.Tx) (err error) {
		stood, err = tx.Number("stood")
		return err
	})
	if err != nil || stood != 2 || runs.Load() < 3 {
		t.Errorf("%d stand after %d runs, error %v", stood, runs.Load(), err)
	}
}

// Readiness does not wait for those who work.
func testBusy(t *testing.T, c *storagetest.Cluster) {
	s := open(t, made(t, c)+"&pool_max_conns=1")
	if err := s.Write(t.Context(), func(server.Tx) error { return s.Ping(t.Context()) }); err != nil {
		t.Error(err)
	}
	if used, _, most := s.Pool(); used != 0 || most != 1 {
		t.Errorf("%d of %d connections are in use", used, most)
	}
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
			errs <- open(t, url).Migrate(t.Context(), func(tx server.Tx) error {
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
	testOlderAndNewer(t, c)
	_, err := postgres.Open(t.Context(), "postgres://%zz")
	if siak.KindOf(err) != siak.KindRefused {
		t.Errorf("no address: %v", err)
	}
	nowhere := open(t, "postgres:///x?host=/nonexistent&user=ikd")
	if err := nowhere.Ping(t.Context()); siak.KindOf(err) != siak.KindUnavailable {
		t.Errorf("nobody answers: %v", err)
	}
}

// A database of the first version is brought up to date and not filled again; one
// of a newer program is left alone.
func testOlderAndNewer(t *testing.T, c *storagetest.Cluster) {
	t.Helper()
	_, url := c.NewDatabase(t)
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.WithoutCancel(t.Context())) })
	do := func(statements string) {
		t.Helper()
		if _, err := db.Exec(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE TABLE schema_version (version integer NOT NULL); INSERT INTO schema_version VALUES (1);" + postgres.Schema1)
	s := open(t, url)
	if err := s.Ping(t.Context()); siak.KindOf(err) != siak.KindNotSetUp {
		t.Errorf("a database of the first version: %v", err)
	}
	err = s.Migrate(t.Context(), func(server.Tx) error {
		t.Error("it was filled again")
		return nil
	})
	if err := errors.Join(err, s.Ping(t.Context())); err != nil {
		t.Errorf("the first version was not brought up to date: %v", err)
	}
	if err := s.Read(t.Context(), func(tx server.Tx) error { _, _, err := tx.Invitation("0"); return err }); err != nil {
		t.Error("without the tables of today:", err)
	}
	do("UPDATE schema_version SET version = 99")
	for what, err := range map[string]error{"migrate": s.Migrate(t.Context(), nil), "ping": s.Ping(t.Context())} {
		if siak.KindOf(err) != siak.KindWrongVersion {
			t.Errorf("%s, a newer program's database: %v", what, err)
		}
	}
}
