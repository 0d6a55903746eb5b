package runtime

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// DocumentsFolder is the user's folder for documents, or the home folder where there
// is none.
func DocumentsFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	for _, dir := range []string{xdgDocuments(home), filepath.Join(home, "Documents")} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return home
}

// xdgDocuments is what the desktop calls the folder ("Dokumen", say), by
// xdg-user-dirs; "" where it does not say.
func xdgDocuments(home string) string {
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	f, err := os.Open(filepath.Join(config, "user-dirs.dirs"))
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if dir, is := strings.CutPrefix(lines.Text(), "XDG_DOCUMENTS_DIR="); is {
			return strings.Replace(strings.Trim(dir, `"`), "$HOME", home, 1)
		}
	}
	return ""
}

// ExportFolder is where a wipe leaves what the centre is to get.
func ExportFolder() string { return filepath.Join(DocumentsFolder(), "loket-ikd-untuk-pusat") }
