// Package folder knows the files of a station's folder, and locks it.
package folder

import (
	"os"
	"path/filepath"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// ReadCopy is the copy of a damaged ledger that is read instead of it.
const ReadCopy = "ledger.reading.db"

// RecoveryCopy has a second copy of the ledger's small tables, without which no row
// of the large ones opens, and of where its tables begin. It is a ledger itself,
// without activations and audit; its keys are wrapped as the ledger's are.
const RecoveryCopy = "ledger.spare.db"

// Names of the files in a station's folder.
const (
	Ledger  = "ledger.db"
	Cache   = "cache.db"
	Reserve = "ballast"
)

// Exists reports whether the folder has been set up.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, Ledger))
	return err == nil
}

// Missing is the error of a folder that has not been set up, or that is a file.
func Missing(op, dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return siak.E(op, fault.KindNotAFolder, nil)
	}
	return siak.E(op, fault.KindNotSetUp, nil)
}
