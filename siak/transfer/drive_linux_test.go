package transfer

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ikd/station/siak"
)

// mounted is a USB drive of so many bytes; only root may.
func mounted(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("a full and a read-only drive need to be mounted (%v)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// A USB drive that fills while a file is written says so and keeps nothing of it,
// whether the space was known to be too little or not.
func TestFullDrive(t *testing.T) {
	dir := mounted(t, "size=3m,mode=0700")
	path := filepath.Join(dir, "a.ikd")
	for _, need := range []int64{0, 4 << 20} {
		err := Save(path, need, func(w io.Writer) error {
			for range 100 {
				if _, err := io.WriteString(w, strings.Repeat("x", 64<<10)); err != nil {
					return err
				}
			}
			return nil
		})
		if siak.KindOf(err) != siak.KindStickFull {
			t.Errorf("need %d: %v", need, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("need %d: %d files are left", need, len(left))
		}
	}
}

func TestReadOnlyDrive(t *testing.T) {
	dir := mounted(t, "size=3m,mode=0700")
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip(err)
	}
	err := Save(filepath.Join(dir, "a.ikd"), 0, func(io.Writer) error { return nil })
	if siak.KindOf(err) != siak.KindStickReadOnly {
		t.Error(err)
	}
}
