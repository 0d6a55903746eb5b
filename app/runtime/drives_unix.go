//go:build unix

package runtime

import (
	"os"
	"path/filepath"
)

// RemovableDrives are the folders of what is plugged in, as desktops mount it.
func RemovableDrives() (dirs []string) {
	for _, pattern := range []string{"/media/*/*", "/run/media/*/*", "/Volumes/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		for _, dir := range found {
			if info, err := os.Stat(dir); err == nil && info.IsDir() {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}
