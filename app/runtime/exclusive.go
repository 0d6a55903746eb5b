package runtime

import (
	"errors"

	"ikd/station/store"
)

// Exclusive does a command's work while no other program has the folder.
func Exclusive(dir string, work func() error) (err error) {
	release, err := store.Occupy(dir, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	return work()
}
