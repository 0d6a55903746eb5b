// Package newfile makes files where somebody else may have prepared the place: on a
// USB drive, or in a folder that the user names. What lies there already is never
// written to, whether a file, a symbolic link that leads elsewhere, or a device.
package newfile

import (
	"errors"
	"io/fs"
	"os"
)

// flags make a file that was not there. O_EXCL alone follows no symbolic link at the
// end of the path (POSIX open; on Windows Go opens the link itself); noFollow says it
// once more where the system has a flag for it.
const flags = os.O_CREATE | os.O_EXCL | os.O_WRONLY | noFollow

// Create makes a new file for its owner alone (mode 0600) and opens it to be written.
// It fails with [fs.ErrExist] where anything has that name, a link that leads nowhere
// included.
func Create(path string) (*os.File, error) { return os.OpenFile(path, flags, 0o600) }

// Replace is Create in the place of what has that name: a file that an earlier
// attempt left is removed, and so is a link itself, never what it leads to. A folder
// that holds something stays, and is an error.
func Replace(path string) (*os.File, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return Create(path)
}

// Finish gives a file that is whole its name. It fails with [fs.ErrExist] where
// anything has that name, and then leaves both as they are.
func Finish(part, path string) error {
	switch err := renameNew(part, path); {
	case !errors.Is(err, errors.ErrUnsupported):
		return err
	}
	// A file system that cannot refuse by itself: what comes there between the two
	// calls is replaced, but not written to, for a rename follows no link.
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "rename", Path: path, Err: fs.ErrExist}
	}
	return os.Rename(part, path)
}
