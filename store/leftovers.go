package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// ledgerCopies are the files in a folder that hold another ledger.
func ledgerCopies(dir string) (paths []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		own := e.Name() == ledgerFile || e.Name() == ledgerFile+"-wal" || e.Name() == ledgerFile+"-shm"
		if strings.HasPrefix(e.Name(), "ledger.") && !own && !e.IsDir() {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// removeCache removes the cache with all that stands beside it, and the ballast.
func removeCache(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), cacheFile) || e.Name() == ballastFile {
			err = errors.Join(err, remove(filepath.Join(dir, e.Name())))
		}
	}
	syncDir(dir)
	return err
}

// isSpare reports whether a file of the folder is the spare, or a copy that was
// read, and no older ledger.
func isSpare(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, spareFile) || strings.HasPrefix(name, readingFile)
}

// removeStation removes the station's files, the ledger last: while it is there
// the folder says that it was wiped.
func removeStation(dir string) error {
	if err := removeCache(dir); err != nil {
		return err
	}
	copies, err := ledgerCopies(dir)
	path := filepath.Join(dir, ledgerFile)
	err = errors.Join(err, remove(copies...), remove(path+"-wal", path+"-shm", path))
	syncDir(dir)
	return err
}
