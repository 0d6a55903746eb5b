package runtime

import (
	"os"
	"path/filepath"
	"testing"

	"ikd/station/siak/registry/sandbox"
	"ikd/station/store"
)

// TestMovedFolder: a folder of an earlier version is moved and works in its new
// place; one that is in use, and one beside which there is a new one already, stay.
func TestMovedFolder(t *testing.T) {
	l := newLaptop(t, sandbox.Options{})
	l.close(l.open(Options{}))
	old, fresh := l.dir, filepath.Join(t.TempDir(), "local", folderName)
	err := Exclusive(old, func() error {
		if got := movedFolder(old, fresh); got != old {
			t.Errorf("in use: %s, want %s", got, old)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := movedFolder(old, fresh); got != fresh || !store.Exists(fresh) || store.Exists(old) {
		t.Errorf("moved to %s; new there: %t, old there: %t", got, store.Exists(fresh), store.Exists(old))
	}
	l.dir = fresh
	l.close(l.open(Options{}))

	if err := os.CopyFS(old, os.DirFS(fresh)); err != nil {
		t.Fatal(err)
	}
	if got := movedFolder(old, fresh); got != fresh || !store.Exists(old) {
		t.Errorf("with one in the new place: %s; old there: %t", got, store.Exists(old))
	}
	if got := movedFolder(filepath.Join(old, "none"), filepath.Join(old, "new")); got != filepath.Join(old, "new") {
		t.Errorf("without an old one: %s", got)
	}
}
