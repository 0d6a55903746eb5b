package folder

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/store/internal/sqlitedb"
)

// ledgerCopies are the files in a folder that hold another ledger.
func LedgerCopies(dir string) (paths []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		own := e.Name() == Ledger || e.Name() == Ledger+"-wal" || e.Name() == Ledger+"-shm"
		if strings.HasPrefix(e.Name(), "ledger.") && !own && !e.IsDir() {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// removeCache removes the cache with all that stands beside it, and the ballast.
func RemoveCache(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), Cache) || e.Name() == Reserve {
			err = errors.Join(err, sqlitedb.Remove(filepath.Join(dir, e.Name())))
		}
	}
	sqlitedb.SyncDir(dir)
	return err
}

// isSpare reports whether a file of the folder is the spare, or a copy that was
// read, and no older ledger.
func IsSpare(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, Spare) || strings.HasPrefix(name, Reading)
}

// removeStation removes the station's files, the ledger last: while it is there
// the folder says that it was wiped.
func RemoveStation(dir string) error {
	if err := RemoveCache(dir); err != nil {
		return err
	}
	copies, err := LedgerCopies(dir)
	path := filepath.Join(dir, Ledger)
	err = errors.Join(err, sqlitedb.Remove(copies...), sqlitedb.Remove(path+"-wal", path+"-shm", path))
	sqlitedb.SyncDir(dir)
	return err
}
