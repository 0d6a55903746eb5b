//go:build !windows

package powercut

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// count gives the rows of a database after a power cut in the middle of its work,
// and how many of them were acknowledged.
func count(t *testing.T, synchronous string, seed uint64) (there, acknowledged int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	work, err := sql.Open("sqlite3", "file:"+path+"?vfs="+VFS+"&_journal_mode=WAL&_synchronous="+synchronous)
	if err != nil {
		t.Fatal(err)
	}
	work.SetMaxOpenConns(1)
	if _, err := work.ExecContext(t.Context(), "CREATE TABLE x (n); PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	After(20 + int(seed%50))
	for {
		if _, err := work.ExecContext(t.Context(), "INSERT INTO x VALUES (1)"); err != nil {
			break
		}
		acknowledged++
	}
	_ = work.Close() // without power
	if err := Restore(seed, int(seed%3)*120); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(path + "-shm")
	after, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	if err := after.QueryRowContext(t.Context(), "SELECT count(*) FROM x").Scan(&there); err != nil {
		t.Fatal(err)
	}
	return there, acknowledged
}

func TestWhatWasSyncedStays(t *testing.T) {
	if err := Register(); err != nil {
		t.Fatal(err)
	}
	lost := 0
	for seed := range uint64(40) {
		if there, acknowledged := count(t, "FULL", seed); there < acknowledged {
			t.Fatalf("seed %d: %d of %d", seed, there, acknowledged)
		}
		there, acknowledged := count(t, "NORMAL", seed)
		lost += max(0, acknowledged-there)
	}
	if lost == 0 {
		t.Fatal("nothing was lost that was not synced: this disk forgets nothing")
	}
}
