package sqlitedb

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ikd/station/siak/newfile"
)

// Finish gives a file that is whole its name, durably. It replaces nothing.
func Finish(part, to string) error {
	err := errors.Join(SyncFile(part), newfile.Finish(part, to))
	SyncDir(filepath.Dir(to))
	return err
}

// SyncFile makes a file's content durable.
func SyncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// RemoveDB removes a database with what SQLite puts beside it.
func RemoveDB(path string) error { return Remove(path, path+"-wal", path+"-shm", path+"-journal") }

// Remove removes files, those that are not there included.
func Remove(paths ...string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// SyncDir makes a rename durable where the system lets one sync a folder;
// Windows does not, and its file system keeps a journal of names itself.
func SyncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// Create makes the file where there is none, for its owner alone; SQLite gives
// the files beside it the same permissions.
func Create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// CreateNew makes the file in the place of what an earlier attempt left, with what
// SQLite puts beside it; a link of that name is removed, not followed. For where the
// user says where a file goes.
func CreateNew(path string) error {
	if err := RemoveDB(path); err != nil {
		return err
	}
	f, err := newfile.Create(path)
	if err != nil {
		return err
	}
	return f.Close()
}

// WriteJSON writes a file that is whole and on the disk, or not there.
func WriteJSON(path string, write func(*json.Encoder) error) error {
	fresh := path + ".new"
	f, err := newfile.Replace(fresh)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(f)
	err = errors.Join(write(json.NewEncoder(buffered)), buffered.Flush(), f.Sync())
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, Remove(fresh))
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	SyncDir(filepath.Dir(path))
	return nil
}
