package folder

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"

	"ikd/station/store/internal/sqlitedb"
)

// OtherLedgers are the files in a folder that hold another ledger.
func OtherLedgers(dir string) (paths []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		own := e.Name() == Ledger || e.Name() == Ledger+"-wal" || e.Name() == Ledger+"-shm"
		if strings.HasPrefix(e.Name(), "ledger.") && !own && !e.IsDir() {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// RemoveCache removes the cache with all that stands beside it, and the reserve.
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

// IsRecoveryCopy reports whether a file of the folder is the recovery copy, or a copy
// that is read instead of a damaged ledger, and no older ledger.
func IsRecoveryCopy(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, RecoveryCopy) || strings.HasPrefix(name, ReadCopy)
}

// RemoveStation removes the station's files, the ledger last: while it is there
// the folder says that it was wiped. It fails with [siak.KindBusy] where another
// program has the folder, or a store is open in it.
func RemoveStation(dir string) (err error) {
	const op = "remove the station"
	holdsMu.Lock()
	defer holdsMu.Unlock()
	h, err := held(dir)
	switch {
	case err != nil:
		return err
	case h == nil:
		if h, err = take(dir); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, h.removeAndDrop(dir)) }()
	case h.byStore:
		return siak.E(op, fault.KindBusy, errors.New("a store is open in it"))
	}
	if err := RemoveCache(dir); err != nil {
		return err
	}
	copies, err := OtherLedgers(dir)
	path := filepath.Join(dir, Ledger)
	err = errors.Join(err, sqlitedb.Remove(copies...), sqlitedb.Remove(path+"-wal", path+"-shm", path))
	sqlitedb.SyncDir(dir)
	return err
}
