package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// withSecret runs a command that signs in, with nothing in the environment but what
// the test set.
func withSecret(t *testing.T, dir string, given map[string][]byte, flags ...string) ran {
	t.Helper()
	var out, said bytes.Buffer
	program := Program{Version: "test", HasDisplay: func() bool { return false }, Secrets: given}
	args := append([]string{"audit", "export", "--dir", dir}, flags...)
	code := Run(t.Context(), program, args, Terminal{In: strings.NewReader(""), Out: &out, Err: &said})
	return ran{out.String(), said.String(), code}
}

// secretFile is a file with a secret as an editor leaves it.
func secretFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "station-passphrase")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// descriptor is the number of a pipe's end at which a text is read.
func descriptor(t *testing.T, text string) string {
	t.Helper()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	fd := int(from.Fd())
	t.Cleanup(func() { _ = from.Close() })
	return strconv.Itoa(fd)
}

// A secret that a script gives in any of the ways signs in, and nothing is said of it.
func TestSecretsOfScripts(t *testing.T) {
	dir := newFolder(t, "Siti")
	for name, flags := range map[string][]string{
		"a file":                 {"--passphrase-file", secretFile(t, passphrase, 0o600)},
		"a file with a line":     {"--passphrase-file", secretFile(t, passphrase+"\n", 0o400)},
		"a line of Windows":      {"--passphrase-file", secretFile(t, passphrase+"\r\n", 0o600)},
		"a descriptor":           {"--passphrase-fd", descriptor(t, passphrase)},
		"a descriptor's line":    {"--passphrase-fd", descriptor(t, passphrase+"\n")},
		"before the wrong one's": {"--passphrase-file", secretFile(t, passphrase, 0o600)},
	} {
		t.Run(name, func(t *testing.T) {
			if r := withSecret(t, dir, map[string][]byte{passphraseVariable: []byte("not this one")}, flags...); r.code != 0 || r.err != "" || r.out == "" {
				t.Errorf("exit code %d, said %q", r.code, r.err)
			}
		})
	}
}

func TestCredentialOfSystemd(t *testing.T) {
	dir := newFolder(t, "Siti")
	file := secretFile(t, passphrase+"\n", 0o440) // as systemd makes it with an access list
	t.Setenv(credentialsVariable, filepath.Dir(file))
	if r := withSecret(t, dir, map[string][]byte{passphraseVariable: []byte("not this one")}); r.code != 0 || r.err != "" {
		t.Errorf("exit code %d, said %q", r.code, r.err)
	}
	t.Setenv(credentialsVariable, t.TempDir()) // of a service with other credentials
	if r := withSecret(t, dir, nil); r.code != exitStore || !strings.Contains(r.err, "no-passphrase") {
		t.Errorf("no such credential: exit code %d, said %q", r.code, r.err)
	}
}

// What is no safe place for a secret is refused, whatever stands there.
func TestSecretsThatAreRefused(t *testing.T) {
	dir := newFolder(t, "Siti")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(secretFile(t, passphrase, 0o600), link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code  int
		says  string
		flags []string
	}{
		"a file of the group":   {exitUsage, "chmod 600", []string{"--passphrase-file", secretFile(t, passphrase, 0o640)}},
		"a file of all":         {exitUsage, "chmod 600", []string{"--passphrase-file", secretFile(t, passphrase, 0o604)}},
		"a file that all write": {exitUsage, "chmod 600", []string{"--passphrase-file", secretFile(t, passphrase, 0o622)}},
		"a link":                {exitUsage, "--passphrase-file", []string{"--passphrase-file", link}},
		"a folder":              {exitUsage, "is no file", []string{"--passphrase-file", dir}},
		"no file":               {exitUsage, "--passphrase-file", []string{"--passphrase-file", filepath.Join(dir, "none")}},
		"an empty file":         {exitStore, "no-passphrase", []string{"--passphrase-file", secretFile(t, "\n", 0o600)}},
		"a long one":            {exitUsage, "longer than", []string{"--passphrase-file", secretFile(t, strings.Repeat("x", mostSecret+1), 0o600)}},
		"the output":            {exitUsage, "not read from", []string{"--passphrase-fd", "1"}},
		"no descriptor":         {exitStore, "no-passphrase", []string{"--passphrase-fd", "987"}},
		"an empty descriptor":   {exitStore, "no-passphrase", []string{"--passphrase-fd", descriptor(t, "")}},
		"both":                  {exitUsage, "not both", []string{"--passphrase-fd", "0", "--passphrase-file", link}},
		"a wrong one":           {exitStore, "wrong-passphrase", []string{"--passphrase-file", secretFile(t, "salah sama sekali", 0o600)}},
	} {
		t.Run(name, func(t *testing.T) {
			r := withSecret(t, dir, nil, c.flags...)
			if r.code != c.code || !strings.Contains(r.err, c.says) || strings.Contains(r.err, passphrase) {
				t.Errorf("exit code %d, said %q; want %d, %q", r.code, r.err, c.code, c.says)
			}
		})
	}
}

// A secret in a variable works, is warned of once, and is there for nobody afterwards.
func TestAVariableIsWarnedOf(t *testing.T) {
	dir := newFolder(t, "Siti")
	given := map[string][]byte{passphraseVariable: []byte(passphrase)}
	r := withSecret(t, dir, given)
	if r.code != 0 || strings.Count(r.err, "--passphrase-file") != 1 || len(given) != 0 {
		t.Errorf("exit code %d, said %q, left %d", r.code, r.err, len(given))
	}
	t.Setenv(passphraseVariable, passphrase)
	t.Setenv(newSecretVariable, "kuda makan sate di pasar")
	given = TakeSecrets()
	if _, left := os.LookupEnv(passphraseVariable); left || len(given) != 2 {
		t.Fatal("it is still in the environment")
	}
	var out, said bytes.Buffer
	program := Program{Version: "test", HasDisplay: func() bool { return false }, Secrets: given}
	code := Run(t.Context(), program, []string{"officer", "change", "--dir", dir}, Terminal{In: strings.NewReader(""), Out: &out, Err: &said})
	if code != 0 || strings.Count(said.String(), "STATION_") != 1 {
		t.Errorf("exit code %d, said %q", code, said.String())
	}
	if r := withSecret(t, dir, nil, "--passphrase-file", secretFile(t, "kuda makan sate di pasar", 0o600)); r.code != 0 {
		t.Errorf("the new one: exit code %d, said %q", r.code, r.err)
	}
}

// A support file, the audit and drawn phones go to a folder that is named: a link
// there leads nowhere.
func TestOutputsFollowNoLink(t *testing.T) {
	dir, place := newFolder(t, "Siti"), t.TempDir()
	precious := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(precious, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, leads := range []string{precious, precious + "-new"} {
		link := filepath.Join(place, filepath.Base(leads)+".zip")
		if err := os.Symlink(leads, link); err != nil {
			t.Fatal(err)
		}
		if r := command(t, "support", "--dir", dir, "--to", link); r.code != exitOther || !strings.Contains(r.err, "output-exists") {
			t.Errorf("exit code %d, said %q", r.code, r.err)
		}
	}
	if b, err := os.ReadFile(precious); err != nil || string(b) != "precious" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := os.Lstat(precious + "-new"); err == nil {
		t.Error("a file was made where a link led")
	}
}
