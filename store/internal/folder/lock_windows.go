package folder

import (
	"os"

	"golang.org/x/sys/windows"
)

// lockFile takes the lock of a file or fails at once. Windows keeps others from
// the bytes that are locked, so the lock lies where nothing stands: they must be
// able to read where the program can be called.
func lockFile(f *os.File) error {
	const beyond = 1 << 20
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{Offset: beyond})
}
