//go:build !unix

package keys

import (
	"errors"
	"io/fs"
	"os"

	"ikd/station/siak"
)

// Private checks that a file or folder is there: who may use it is not kept in a
// mode on this system, and the registry is not run on it. It fails with
// not-set-up where there is none.
func Private(path string) error {
	const op = "check permissions"
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return siak.E(op, siak.KindNotSetUp, err)
	}
	if err != nil {
		return siak.E(op, siak.KindReadOnly, err)
	}
	return nil
}

// NewFolder makes a folder for the registry's files.
func NewFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return siak.E("make the folder", siak.KindReadOnly, err)
	}
	return nil
}
