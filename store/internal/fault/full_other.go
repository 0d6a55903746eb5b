//go:build !windows

package fault

import (
	"errors"
	"syscall"
)

// isFullErrno: no room, or none for this user.
func isFullErrno(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
