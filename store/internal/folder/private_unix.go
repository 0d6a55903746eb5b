//go:build !windows

package folder

import (
	"fmt"
	"os"
)

// claim makes an empty folder its owner's alone, unless everybody may write to it:
// somebody may have it open already.
func claim(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o002 != 0 || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// ownersAlone fails where others than the owner may use a folder (mode 0700) or a
// file (0600).
func ownersAlone(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return notPrivate(fmt.Sprintf("others may use it (mode %04o): run chmod go= on it", info.Mode().Perm()))
}
