package cli

import (
	"bytes"
	"io"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ikd/station/app/runtime"
	"ikd/station/assets/words"
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

// signingIn are the commands below a type that sign in: the words of each.
func signingIn(of reflect.Type, before []string) (found [][]string) {
	for i := range of.NumField() {
		field := of.Field(i)
		if _, is := field.Tag.Lookup("cmd"); !is {
			continue
		}
		name := field.Tag.Get("name")
		if name == "" {
			name = strings.ToLower(capitals.ReplaceAllString(field.Name, "$1-$2"))
		}
		words := append(slices.Clone(before), name)
		if _, signs := field.Type.FieldByName("As"); signs {
			found = append(found, words)
		}
		found = append(found, signingIn(field.Type, words)...)
	}
	return found
}

var capitals = regexp.MustCompile(`([a-z])([A-Z])`)

// TestCommandsTakeTheFolder: a command that signs in does not open a folder that
// another program has; opening it would sweep that program's half-written files.
func TestCommandsTakeTheFolder(t *testing.T) {
	dir := newFolder(t, "Siti")
	arguments := map[string][]string{
		"inspect": {"IKD1:"}, "search": {"--nik", "3276011203919001"}, "export": {t.TempDir()}, "import": {"-"}, "file": {"-"},
		"area list": nil, "area set": {"327606"}, "audit verify": {"--online"}, "audit export": nil, "wipe": nil,
		"officer add": {"Budi"}, "officer disable": {"Budi"}, "officer reset": {"Budi"}, "officer change": nil,
		"deactivate": {"--reason", "phone-lost"}, "correct-email": {"R-1"}, "old-data": nil, "recover": nil, "recovery-code": nil, "manual-service": {"--reason", "no-phone"},
		"proxy set": {"none"}, "proxy test": {"none"}, "test-connection": nil,
	}
	for _, words := range signingIn(reflect.TypeFor[commands](), nil) {
		name := strings.Join(words, " ")
		more, ok := arguments[name]
		if !ok {
			t.Errorf("%q signs in: its arguments are missing here", name)
			continue
		}
		args := slices.Concat(words, []string{"--dir", dir}, more)
		err := runtime.Exclusive(dir, func() error {
			if r := command(t, args...); r.code != exitStore || r.out != "" {
				t.Errorf("%v: exit code %d, printed %q, said %q", args, r.code, r.out, r.err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Every language of the texts can be chosen.
func TestEveryLanguageCanBeChosen(t *testing.T) {
	field, _ := reflect.TypeFor[commands]().FieldByName("Language")
	var all []string
	for _, l := range words.Langs() {
		all = append(all, string(l))
	}
	if want := strings.Join(all, ","); field.Tag.Get("enum") != want {
		t.Errorf("--language takes %q, the texts are in %q: mend the enum in app/cli/cli.go", field.Tag.Get("enum"), want)
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
