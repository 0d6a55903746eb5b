package store

import (
	"os"
	"path/filepath"
)

// readingFile is the copy of a damaged ledger that is read instead of it.
const readingFile = "ledger.reading.db"

// spareFile has a second copy of the ledger's small tables, without which no row
// of the large ones opens, and of where its tables begin. It is a ledger itself,
// without activations and audit; its keys are wrapped as the ledger's are.
const spareFile = "ledger.spare.db"

// Names of the files in a station's folder.
const (
	ledgerFile  = "ledger.db"
	cacheFile   = "cache.db"
	ballastFile = "ballast"
)

// Exists reports whether the folder has been set up.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ledgerFile))
	return err == nil
}
