package newfile

import (
	"os"

	"golang.org/x/sys/windows"
)

// noFollow: Go opens the link itself on Windows where O_CREATE and O_EXCL are given.
const noFollow = 0

// renameNew renames where nothing has the new name.
func renameNew(part, path string) error {
	from, err := windows.UTF16PtrFromString(part)
	if err != nil {
		return err
	}
	to, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	if err := windows.MoveFileEx(from, to, windows.MOVEFILE_WRITE_THROUGH); err != nil {
		return &os.LinkError{Op: "rename", Old: part, New: path, Err: err}
	}
	return nil
}
