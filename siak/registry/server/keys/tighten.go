package keys

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ikd/station/siak"
)

// Tighten makes a folder, and those of the files in it that are there, their
// owner's alone. It fails with read-only.
func Tighten(dir string, files ...string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.Chmod(dir, 0o700)
	}
	for _, file := range files {
		if e := os.Chmod(filepath.Join(dir, file), 0o600); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	if err != nil {
		return siak.E("make the folder private", siak.KindReadOnly, err)
	}
	return nil
}
