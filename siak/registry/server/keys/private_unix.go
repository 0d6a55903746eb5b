//go:build unix

package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"ikd/station/siak"
)

// Private checks that nobody but its owner may read or write a file or a folder:
// mode 0600 or 0700, whatever the umask was. It fails with not-set-up where there
// is none, and with not-private: its sentence says the command that mends it.
func Private(path string) error {
	const op = "check permissions"
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return siak.E(op, siak.KindNotSetUp, err)
	}
	if err != nil {
		return siak.E(op, siak.KindReadOnly, err)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	want := 0o600
	if info.IsDir() {
		want = 0o700
	}
	return siak.E(op, siak.KindNotPrivate, fmt.Errorf("others may use %s (mode %04o): run chmod %04o %s", path, info.Mode().Perm(), want, quoted(path)))
}

// NewFolder makes a folder for the registry's files, or makes an empty one its
// owner's alone; whatever the umask is. One that others may write to is refused
// even if it is empty: they may have it open. It fails as [Private].
func NewFolder(path string) error {
	const op = "make the folder"
	if err := os.MkdirAll(path, 0o700); err != nil {
		return siak.E(op, siak.KindReadOnly, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return siak.E(op, siak.KindReadOnly, err)
	}
	if entries, err := os.ReadDir(path); err == nil && len(entries) == 0 && info.Mode().Perm()&0o002 == 0 {
		if err := os.Chmod(path, 0o700); err != nil {
			return siak.E(op, siak.KindReadOnly, err)
		}
	}
	return Private(path)
}
