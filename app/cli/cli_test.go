package cli

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"ikd/station/app/runtime"
	"ikd/station/store"
)

const passphrase = "kata sandi untuk uji coba"

// ran is what a command printed and how it ended.
type ran struct {
	out, err string
	code     int
}

// command runs a command line as the program does, with the officer's passphrase
// in the environment.
func command(t *testing.T, args ...string) ran {
	t.Helper()
	var out bytes.Buffer
	r := commandTo(t, &out, args...)
	r.out = out.String()
	return r
}

// commandTo is command with another standard output.
func commandTo(t *testing.T, out io.Writer, args ...string) ran {
	t.Helper()
	t.Setenv(passphraseVariable, passphrase)
	var err bytes.Buffer
	program := Program{Version: "test", HasDisplay: func() bool { return false }}
	code := Run(t.Context(), program, args, Terminal{In: strings.NewReader(""), Out: out, Err: &err})
	return ran{"", err.String(), code}
}

// newFolder makes a station's folder with the officers; the first is its supervisor.
func newFolder(t *testing.T, officers ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "station")
	cost := store.Options{Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}}
	s, err := store.Create(t.Context(), dir, store.Officer{Name: officers[0]}, []byte(passphrase), cost)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range officers[1:] {
		secret := store.Secret{Method: store.MethodPassphrase, Text: []byte(passphrase)}
		if err := s.Accounts.Add(t.Context(), store.Officer{Name: name, Role: store.RoleOfficer}, secret); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestCommandsTakeTheFolder: a command that signs in does not open a folder that
// another program has; opening it would sweep that program's half-written files.
func TestCommandsTakeTheFolder(t *testing.T) {
	dir := newFolder(t, "Siti")
	for _, args := range [][]string{
		{"inspect", "IKD1:", "--dir", dir},
		{"audit", "verify", "--online", "--dir", dir},
		{"audit", "export", "--dir", dir},
		{"area", "list", "--dir", dir},
	} {
		err := runtime.Exclusive(dir, func() error {
			if r := command(t, args...); r.code != exitStore || r.out != "" {
				t.Errorf("%v: exit code %d, printed %q", args, r.code, r.out)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestInspectAs: where a folder has several accounts, inspect signs in with the one
// that is named.
func TestInspectAs(t *testing.T) {
	dir := newFolder(t, "Siti", "Budi")
	if r := command(t, "inspect", "IKD1:", "--dir", dir); r.code != exitStore {
		t.Errorf("without --as: exit code %d, said %q", r.code, r.err)
	}
	if r := command(t, "inspect", "IKD1:", "--dir", dir, "--as", "Budi"); r.code != exitNotHeld || r.out == "" {
		t.Errorf("with --as: exit code %d, printed %q, said %q", r.code, r.out, r.err)
	}
}
