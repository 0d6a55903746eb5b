//go:build unix

package transfer

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// freeSpace is how many bytes a user may still write in a folder.
func freeSpace(dir string) (free uint64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func isTooBig(err error) bool { return errors.Is(err, syscall.EFBIG) }

func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
