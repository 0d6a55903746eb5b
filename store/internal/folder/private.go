package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// private makes sure that nobody but its owner may use a folder and the station's
// files in it, whatever the umask is. An empty one is made so: a station is about to be set up
// in it. One that is at work is not mended in silence, for others may have
// written to it. It fails with not-private.
func private(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		if err := claim(dir); err != nil {
			return err
		}
	}
	if err := ownersAlone(dir); err != nil {
		return err
	}
	for _, e := range entries {
		if !ours(e.Name()) || e.IsDir() {
			continue
		}
		if err := ownersAlone(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// ours reports whether a file of the folder is the station's.
func ours(name string) bool {
	return strings.HasPrefix(name, "ledger.") || strings.HasPrefix(name, Cache) || name == Reserve || name == lockName
}

// notPrivate is the error of a folder or file that others may use.
func notPrivate(what string) error {
	return siak.E("check permissions", fault.KindNotPrivate, errors.New(what))
}
