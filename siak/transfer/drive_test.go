package transfer

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kirim.ikd")
	err := Save(path, 3, func(w io.Writer) error {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Error("it is there before it is whole")
		}
		_, err := io.WriteString(w, "all")
		return err
	})
	if b, _ := os.ReadFile(path); err != nil || string(b) != "all" {
		t.Fatalf("%q, error %v", b, err)
	}
	err = Save(path, 0, func(io.Writer) error { t.Error("written over"); return nil })
	if siak.KindOf(err) != siak.KindFileExists {
		t.Error("a file that is there:", err)
	}
}

// Whatever goes wrong, nothing is left that looks like a file.
func TestSaveFails(t *testing.T) {
	failed := errors.New("failed")
	for name, c := range map[string]struct {
		dir   string // below the test's
		need  int64
		write func(io.Writer) error
		want  siak.Kind
	}{
		"no such folder":  {dir: "none", write: func(io.Writer) error { return nil }, want: siak.KindNotFound},
		"no space at all": {need: 1 << 60, write: func(io.Writer) error { return nil }, want: siak.KindStickFull},
		"its writer":      {write: func(io.Writer) error { return siak.E("x", siak.KindLocked, failed) }, want: siak.KindLocked},
		"half-way": {write: func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("x", 1<<20))
			return errors.Join(err, siak.E("x", siak.KindDamaged, failed))
		}, want: siak.KindDamaged},
	} {
		dir := t.TempDir()
		err := Save(filepath.Join(dir, c.dir, "a.ikd"), c.need, c.write)
		if siak.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s: %d files are left", name, len(left))
		}
	}
}

// No file is larger than the file system of a USB drive can have.
func TestFourGigabytes(t *testing.T) {
	out := &driveFile{w: io.Discard, left: mostBytes}
	piece := make([]byte, 1<<24)
	var err error
	for range 256 {
		if _, err = out.Write(piece); err != nil {
			break
		}
	}
	if !errors.Is(err, errTooBig) || driveKind(out.err) != siak.KindFileTooBig || out.left < 0 {
		t.Errorf("%v, %d left", err, out.left)
	}
}

func TestOpenFile(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]siak.Kind{
		filepath.Join(dir, "none"): siak.KindNotFound,
		dir:                        siak.KindFileStrange,
	} {
		if _, _, err := OpenFile(path); siak.KindOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestName(t *testing.T) {
	at := time.Date(2026, 11, 21, 8, 41, 0, 0, time.UTC)
	for kind, want := range map[pb.FileKind]string{
		pb.FileKind_FILE_KIND_OUTBOX: "kirim-S-1a-20261121-084100.ikd", pb.FileKind_FILE_KIND_AREA: "wilayah-S-1a-20261121-084100.ikd",
		pb.FileKind_FILE_KIND_RECEIPTS: "balasan-S-1a-20261121-084100.ikd",
	} {
		if got := Name(kind, "S-1a", at); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := Name(pb.FileKind_FILE_KIND_AREA, `../S:1`+strings.Repeat("x", 300), at); strings.ContainsAny(got, `/\:*?"<>|`) || len(got) > 80 {
		t.Error(got)
	}
}

// A drive that was prepared with links, at the file's name or at the one that it has
// while it is written: what they lead to is neither written to nor made.
func TestSaveFollowsNoLink(t *testing.T) {
	drive, home := t.TempDir(), t.TempDir()
	victim, path := filepath.Join(home, "victim"), filepath.Join(drive, "kirim.ikd")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, path+unfinished); err != nil {
		t.Skip("this system makes no links:", err)
	}
	write := func(w io.Writer) error { _, err := io.WriteString(w, "ours"); return err }
	if err := Save(path, 0, write); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "ours" {
		t.Errorf("%q, %v", b, err)
	}
	for _, leads := range []string{victim, filepath.Join(home, "elsewhere")} {
		link := filepath.Join(t.TempDir(), "kirim.ikd")
		if err := os.Symlink(leads, link); err != nil {
			t.Fatal(err)
		}
		if err := Save(link, 0, write); siak.KindOf(err) != siak.KindFileExists {
			t.Error("a link in its place:", err)
		}
	}
	// One that comes while the file is written.
	late := filepath.Join(drive, "late.ikd")
	err := Save(late, 0, func(w io.Writer) error { return errors.Join(os.Symlink(victim, late), write(w)) })
	if siak.KindOf(err) != siak.KindFileExists {
		t.Error("a link that came meanwhile:", err)
	}
	if b, err := os.ReadFile(victim); err != nil || string(b) != "precious" {
		t.Errorf("the file that was led to: %q, %v", b, err)
	}
	if left, _ := os.ReadDir(home); len(left) != 1 {
		t.Error("a file was made where a link led")
	}
}
