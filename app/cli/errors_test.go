package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"ikd/station/assets/words"
	"ikd/station/siak"
)

// TestAFailureIsToldWhereItHappened: command lines whose officer was once told of
// another place than the one where it failed.
func TestAFailureIsToldWhereItHappened(t *testing.T) {
	dir := newFolder(t, "Siti")
	two := newFolder(t, "Siti", "Budi")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	new := func() string { return filepath.Join(t.TempDir(), "new") }
	for name, c := range map[string]struct {
		args  []string
		code  int
		kind  siak.Kind
		says  string // in Indonesian
		never string // what was said once
	}{
		"a long name": {
			[]string{"officer", "add", strings.Repeat("a", 65), "--dir", dir},
			exitUsage, siak.KindAccountName, "1 sampai 64 huruf", "kode",
		},
		"a name twice": {
			[]string{"officer", "add", "Budi", "--dir", two, "--as", "Siti"},
			exitUsage, siak.KindAccountExists, "officer reset", "Pusat",
		},
		"one's own account": {
			[]string{"officer", "disable", "Siti", "--dir", dir},
			exitUsage, siak.KindOwnAccount, "Akun sendiri", "Pusat",
		},
		"nobody's account": {
			[]string{"officer", "disable", "Rina", "--dir", dir},
			exitStore, siak.KindNotFound, "Tidak ada akun dengan nama itu", "Pusat",
		},
		"an address with http": {
			[]string{"pull", "--registry", "http://127.0.0.1:1", "--dir", new()},
			exitRegistry, siak.KindBadAddress, "host:port", "menolak",
		},
		"several accounts": {
			[]string{"audit", "export", "--dir", two},
			exitStore, siak.KindWhichAccount, "--as", "Tidak ditemukan",
		},
		"several accounts to pull": {
			[]string{"pull", "--dir", two},
			exitStore, siak.KindWhichAccount, "--officer", "Tidak ditemukan",
		},
		"a file in the place of the folder": {
			[]string{"pull", "--registry", "127.0.0.1:1", "--dir", file},
			exitStore, siak.KindNotAFolder, "sebuah berkas", "unknown",
		},
		"a file that is read as a folder": {
			[]string{"outbox", "--dir", file},
			exitStore, siak.KindNotAFolder, "sebuah berkas", "belum disiapkan",
		},
		"a backup onto what is there": {
			[]string{"backup", "--dir", dir, file},
			exitOther, siak.KindOutputExists, "Pilih nama lain", "Pusat",
		},
		"a rescue onto what is there": {
			[]string{"backup", "--rescue", "--dir", dir, file},
			exitOther, siak.KindOutputExists, "Pilih nama lain", "Pusat",
		},
		"a backup to where nothing can be written": {
			[]string{"backup", "--dir", dir, filepath.Join(file, "copy")},
			exitOther, siak.KindOutputFailed, "tidak bisa ditulis", "Laptop tidak bisa menyimpan",
		},
		"a backup to no folder": {
			[]string{"backup", "--dir", dir, filepath.Join(new(), "copy")},
			exitOther, siak.KindOutputFailed, "tidak bisa ditulis", "Ada yang tidak beres",
		},
		"a backup that is not there": {
			[]string{"restore", "--dir", new(), filepath.Join(new(), "copy")},
			exitStore, siak.KindNotFound, "Berkas cadangan itu tidak ada", "belum disiapkan",
		},
		"a backup that is none": {
			[]string{"restore", "--dir", new(), file},
			exitStore, siak.KindDamaged, "bukan cadangan", "Jangan hapus",
		},
		"pictures to where nothing can be written": {
			[]string{"support", "--dir", dir, "--to", filepath.Join(file, "x.zip")},
			exitOther, siak.KindOutputFailed, "tidak bisa ditulis", "cannot make",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(newSecretVariable, "kuda makan sate")
			r := command(t, c.args...)
			if r.code != c.code || !strings.Contains(r.err, string(c.kind)) || !strings.Contains(r.err, c.says) || strings.Contains(r.err, c.never) {
				t.Errorf("exit code %d, said %q; want code %d, kind %q, %q and nothing of %q", r.code, r.err, c.code, c.kind, c.says, c.never)
			}
		})
	}
}

// TestAFullOutputIsNotTheStores: what cannot be written to standard output is told
// of the output, by every command that prints.
func TestAFullOutputIsNotTheStores(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	dir := newFolder(t, "Siti")
	for _, args := range [][]string{
		{"audit", "export", "--dir", dir},
		{"audit", "verify", "--dir", dir},
		{"officer", "list", "--dir", dir},
	} {
		if r := commandTo(t, full, args...); r.code != exitOther || !strings.Contains(r.err, "tidak bisa ditulis") || strings.Contains(r.err, "Penyimpanan") {
			t.Errorf("%v: exit code %d, said %q", args, r.code, r.err)
		}
	}
}

// TestNoPassphraseIsNotAWrongOne: nobody can be asked.
func TestNoPassphraseIsNotAWrongOne(t *testing.T) {
	out := newOutput(Program{}, Terminal{In: strings.NewReader(""), Out: &strings.Builder{}, Err: &strings.Builder{}}, "id")
	if _, _, err := out.secret(secretSource{variable: "STATION_NOT_SET"}); siak.KindOf(err) != siak.KindNoPassphrase {
		t.Errorf("%v", err)
	}
}

// TestEveryCommandHasADeed: the words of its failures are chosen by it.
func TestEveryCommandHasADeed(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Vars{"version": "", "dir": "d"})
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		if deed := deedOfNode(leaf); !slices.Contains(words.Deeds(), deed) {
			t.Errorf("%s: the deed %q is not of the set", leaf.Path(), deed)
		}
	}
}

// TestEveryPlaceHasAnExitCode: what has none would end as if nothing was wrong.
func TestEveryPlaceHasAnExitCode(t *testing.T) {
	for _, place := range siak.Places() {
		if exitCodes[place] == exitDone {
			t.Errorf("%q has no exit code", place)
		}
	}
}
