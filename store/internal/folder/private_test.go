package folder

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

// A folder, or a file of the station's in it, that others may use is not taken;
// an empty folder is made the owner's alone, but not one that everybody may write
// to.
func TestOnlyItsOwner(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes")
	}
	for name, c := range map[string]struct {
		folder os.FileMode
		file   string
		mode   os.FileMode
		want   siak.Kind
	}{
		"private":                {0o700, Ledger, 0o600, ""},
		"others look in":         {0o755, Ledger, 0o600, siak.KindNotPrivate},
		"others write":           {0o777, Ledger, 0o600, siak.KindNotPrivate},
		"the group writes":       {0o770, Ledger, 0o600, siak.KindNotPrivate},
		"others read the ledger": {0o700, Ledger, 0o644, siak.KindNotPrivate},
		"others read its log":    {0o700, Ledger + "-wal", 0o640, siak.KindNotPrivate},
		"others write the cache": {0o700, Cache, 0o602, siak.KindNotPrivate},
		"another's file":         {0o700, "notes.txt", 0o644, ""},
		"new":                    {0o755, "", 0, ""},
		"new, the group's":       {0o775, "", 0, ""},
		"new, everybody's":       {0o777, "", 0, siak.KindNotPrivate},
	} {
		dir := filepath.Join(t.TempDir(), "station")
		storetest.OK(t, os.Mkdir(dir, 0o700))
		if c.file != "" {
			path := filepath.Join(dir, c.file)
			storetest.OK(t, os.WriteFile(path, nil, 0o600))
			storetest.OK(t, os.Chmod(path, c.mode))
		}
		storetest.OK(t, os.Chmod(dir, c.folder)) // whatever the umask
		release, err := Lock(dir, nil)
		if siak.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil {
			continue
		}
		storetest.OK(t, release())
		if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
			t.Errorf("%s: the folder has mode %04o", name, info.Mode().Perm())
		}
	}
}
