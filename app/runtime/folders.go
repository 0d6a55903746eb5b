package runtime

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"ikd/station/store"
)

// folderName is the station's folder among those of other programs.
const folderName = "ikd-station"

// DefaultFolder is the station's folder where none is named, in the place that the
// system has for what a program keeps on this computer: on Windows below
// LocalAppData, which does not travel with the user to other computers as AppData
// does. A folder that an earlier version made in AppData is moved there.
func DefaultFolder() string {
	folder := filepath.Join(xdg.ConfigHome, folderName)
	earlier, err := os.UserConfigDir()
	if err != nil {
		return folder
	}
	return movedFolder(filepath.Join(earlier, folderName), folder)
}

// movedFolder moves a station's folder from where it was, if it is there and nothing
// is in the new place. It is the new place, or the old one where the folder cannot be
// moved: another program works in it, or it is on another disk.
func movedFolder(from, to string) string {
	if from == to || !store.Exists(from) {
		return to
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return to
	}
	idle := Exclusive(from, func() error { return nil })
	if idle != nil || os.MkdirAll(filepath.Dir(to), 0o700) != nil || os.Rename(from, to) != nil {
		return from
	}
	return to
}

// DocumentsFolder is the user's folder for documents, by whatever name and wherever
// the system has it, or the home folder where there is none.
func DocumentsFolder() string {
	if info, err := os.Stat(xdg.UserDirs.Documents); err == nil && info.IsDir() {
		return xdg.UserDirs.Documents
	}
	return xdg.Home
}

// ExportFolder is where a wipe leaves what the registry is to get.
func ExportFolder() string { return filepath.Join(DocumentsFolder(), "loket-ikd-untuk-pusat") }
