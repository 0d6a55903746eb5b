package newfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// place is a folder with a file that nobody may write to, and what leads to it.
func place(t *testing.T) (victim string, at func(name string) string) {
	t.Helper()
	dir := t.TempDir()
	at = func(name string) string { return filepath.Join(dir, name) }
	victim = at("victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"link": victim, "dangling": at("elsewhere")} {
		if err := os.Symlink(to, at(name)); err != nil {
			t.Skip("this system makes no links:", err)
		}
	}
	if err := os.Link(victim, at("hard")); err != nil {
		t.Fatal(err)
	}
	return victim, at
}

func untouched(t *testing.T, victim string, at func(string) string) {
	t.Helper()
	if b, err := os.ReadFile(victim); err != nil || string(b) != "precious" {
		t.Errorf("the file that was led to: %q, %v", b, err)
	}
	if _, err := os.Lstat(at("elsewhere")); err == nil {
		t.Error("a file was made where a link led to")
	}
}

func TestCreateFollowsNothing(t *testing.T) {
	t.Parallel()
	victim, at := place(t)
	for _, name := range []string{"link", "dangling", "hard", "victim"} {
		if f, err := Create(at(name)); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	f, err := Create(at("new"))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := f.Stat(); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	untouched(t, victim, at)
}

func TestReplaceTakesTheNameOnly(t *testing.T) {
	t.Parallel()
	victim, at := place(t)
	for _, name := range []string{"link", "dangling", "hard", "new"} {
		f, err := Replace(at(name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := f.WriteString("ours"); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(at(name)); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s is %v, %v", name, info.Mode(), err)
		}
	}
	if err := os.MkdirAll(at("folder/full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Replace(at("folder")); err == nil {
		t.Error("a folder with something in it was replaced")
	}
	untouched(t, victim, at)
}

func TestFinishReplacesNothing(t *testing.T) {
	t.Parallel()
	victim, at := place(t)
	if err := os.WriteFile(at("part"), []byte("ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link", "dangling", "hard", "victim"} {
		if err := Finish(at("part"), at(name)); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	untouched(t, victim, at)
	if err := Finish(at("part"), at("whole")); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(at("whole")); err != nil || string(b) != "ours" {
		t.Errorf("%q, %v", b, err)
	}
}
