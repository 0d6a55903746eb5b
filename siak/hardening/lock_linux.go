package hardening

import (
	"errors"

	"golang.org/x/sys/unix"
)

// lock keeps memory out of the swap file and out of dumps.
func lock(b []byte) error {
	return errors.Join(unix.Mlock(b), unix.Madvise(b, unix.MADV_DONTDUMP))
}
