package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"ikd/station/siak"
)

// replace puts a file that is whole and on the disk in this one's place. last
// runs while nobody reads or writes. Where it fails the file stays as it was.
func (f *file) replace(fresh string, last func(old *sql.DB) error) error {
	return f.life.during(func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if err := last(f.reader); err != nil {
			return err
		}
		if err := f.close(); err != nil && kindOf(err) != siak.KindDamaged { // which is why it is replaced
			return errors.Join(err, f.open())
		}
		// Nobody has the old file any more. Its WAL, if it left one, must not meet
		// the new one.
		err := remove(f.path+"-wal", f.path+"-shm")
		if err == nil {
			err = os.Rename(fresh, f.path)
		}
		syncDir(filepath.Dir(f.path))
		return errors.Join(err, f.open())
	})
}
