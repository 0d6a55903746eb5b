//go:build !linux && !windows

package newfile

import (
	"errors"
	"syscall"
)

const noFollow = syscall.O_NOFOLLOW

// renameNew has no call of the system here.
func renameNew(string, string) error { return errors.ErrUnsupported }
