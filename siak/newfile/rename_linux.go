package newfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

const noFollow = unix.O_NOFOLLOW

// renameNew renames where nothing has the new name. Its error is
// [errors.ErrUnsupported] where the file system or the kernel has no such call.
func renameNew(part, path string) error {
	err := unix.Renameat2(unix.AT_FDCWD, part, unix.AT_FDCWD, path, unix.RENAME_NOREPLACE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.ENOTSUP):
		return errors.ErrUnsupported
	default:
		return &os.LinkError{Op: "rename", Old: part, New: path, Err: err}
	}
}
