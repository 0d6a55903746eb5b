package fault

import (
	"errors"
	"syscall"
)

// Windows' own words for a full disk (winerror.h); its ENOSPC is Go's invention.
const (
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
)

func isFullErrno(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull) || errors.Is(err, syscall.ENOSPC)
}
