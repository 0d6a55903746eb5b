package sqlitedb

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"ikd/station/store/internal/fault"
)

// Replace puts a file that is whole and on the disk in this one's place. last
// runs while nobody reads or writes. Where it fails the file stays as it was.
func (f *File) Replace(fresh string, last func(old *sql.DB) error) error {
	return f.Life.During(func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if err := last(f.Reader); err != nil {
			return err
		}
		if err := f.Close(); err != nil && fault.Classify(err) != fault.KindDamaged { // which is why it is replaced
			return errors.Join(err, f.open())
		}
		// Nobody has the old file any more. Its WAL, if it left one, must not meet
		// the new one.
		err := Remove(f.Path+"-wal", f.Path+"-shm")
		if err == nil {
			err = os.Rename(fresh, f.Path)
		}
		SyncDir(filepath.Dir(f.Path))
		return errors.Join(err, f.open())
	})
}
