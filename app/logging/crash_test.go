package logging

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// crash is a program that panics with a made-up person in the panic's text and in
// the arguments of a function.
func crash(folder string) {
	l := New(slog.LevelInfo)
	if err := l.Open(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	crashWith([4]byte{'B', 'u', 'd', 'i'}, "3276014508909001")
}

//go:noinline
func crashWith(name [4]byte, nik string) {
	panic(errors.New("no " + string(name[:]) + "\ngoroutine 1 [running]:\nmain.Budi(...)\n\t" + nik + ":1\n"))
}

func TestCrash(t *testing.T) {
	station := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "CRASH_IN="+station)
	if out, err := cmd.CombinedOutput(); err == nil || cmd.ProcessState.ExitCode() != 2 {
		t.Fatalf("%v: %s", err, out)
	}
	dump := onlyCrash(t, station)
	if raw, err := os.ReadFile(dump); err != nil || !bytes.Contains(raw, []byte("Budi")) {
		t.Fatalf("the dump does not hold what is to be taken out: %v\n%s", err, raw)
	}

	// Packed before the next start.
	var packed bytes.Buffer
	if err := Pack(t.Context(), &packed, station, Contents{}); err != nil {
		t.Fatal(err)
	}
	wantClean(t, unzip(t, packed.Bytes())["crashes/"+filepath.Base(dump)])

	l := New(slog.LevelInfo)
	if err := errors.Join(l.Open(station), l.Close()); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(onlyCrash(t, station))
	if err != nil {
		t.Fatal(err)
	}
	wantClean(t, string(kept))
	if again := cleanCrash(kept); !bytes.Equal(again, kept) {
		t.Errorf("a second time changes it:\n%s", again)
	}
}

func onlyCrash(t *testing.T, station string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(station, Folder, crashPattern))
	if err != nil || len(all) != 1 {
		t.Fatalf("%q, %v", all, err)
	}
	return all[0]
}

func wantClean(t *testing.T, dump string) {
	t.Helper()
	for _, personal := range []string{"Budi", "3276014508909001", "0x42"} {
		if strings.Contains(dump, personal) {
			t.Errorf("%s is in the dump:\n%s", personal, dump)
		}
	}
	for _, useful := range []string{"goroutine 1 ", "logging.crashWith(...)", "crash_test.go:"} {
		if !strings.Contains(dump, useful) {
			t.Errorf("%s is missing in the dump:\n%s", useful, dump)
		}
	}
}

func TestCleanCrash(t *testing.T) {
	const dump = `panic: runtime error: index out of range [5] with length 3
panic: not Budi
	budi@contoh.example

goroutine 1 gp=0xc000002380 m=0 mp=0x5a3e20 [running, locked to thread]:
ikd/station/store.(*Ledger[...]).put(0xc000123456, {0xc000111111, 0x10})
	/src/store/ledger.go:12 +0x1d
created by main.main.func1 in goroutine 7
	/src/main.go:3 +0x20

rax    0x3276014508909001
`
	const want = `panic: runtime error: index out of range [5] with length 3
[removed]
[removed]

goroutine 1 gp=0xc000002380 m=0 mp=0x5a3e20 [running, locked to thread]:
ikd/station/store.(*Ledger[...]).put(...)
	/src/store/ledger.go:12 +0x1d
created by main.main.func1 in goroutine 7
	/src/main.go:3 +0x20

[removed]
`
	if got := string(cleanCrash([]byte(dump))); got != want {
		t.Error(got)
	}
}

// Empty dumps go, and of the others the newest stay.
func TestTidyCrashes(t *testing.T) {
	folder := t.TempDir()
	for i := range maxCrashes + 3 {
		write(t, filepath.Join(folder, fmt.Sprintf("crash-2026030%dT000000-1.txt", i)), "fatal error: all goroutines are asleep - deadlock!\n")
	}
	write(t, filepath.Join(folder, "crash-20260401T000000-1.txt"), "")
	if err := tidyCrashes(folder); err != nil {
		t.Fatal(err)
	}
	all, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(all) != maxCrashes || filepath.Base(all[0]) != "crash-20260303T000000-1.txt" {
		t.Errorf("%q, %v", all, err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// unzip gives the texts of a zip file by their names.
func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		entry, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(entry)
		if err != nil {
			t.Fatal(err)
		}
		if time.Since(f.Modified) > time.Hour {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
		files[f.Name] = string(text)
	}
	return files
}
