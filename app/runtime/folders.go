package runtime

import (
	"os"
	"path/filepath"
)

// DefaultFolder is the station's folder where none is named: the place that the
// system has for a program's own files.
func DefaultFolder() string {
	base, err := os.UserConfigDir()
	if err != nil { // no home: a service account, say
		base = "."
	}
	return filepath.Join(base, "ikd-station")
}
