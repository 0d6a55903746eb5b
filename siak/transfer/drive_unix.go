//go:build unix

package transfer

import (
	"errors"
	"syscall"
)

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func isTooBig(err error) bool { return errors.Is(err, syscall.EFBIG) }

func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
