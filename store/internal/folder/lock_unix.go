//go:build !windows

package folder

import (
	"os"
	"syscall"
)

// lockFile takes the lock of a file or fails at once. It belongs to the open
// file, so that two of one program exclude each other as well.
func lockFile(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
