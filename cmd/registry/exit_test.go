package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// How a staff's command ends, and the sentence that it says; the station's command
// line has the same (testdata/script/enrol.txtar).
func TestStaffsCommandsEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	noise := filepath.Join(dir, "noise")
	if err := os.WriteFile(noise, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	database := "--database=sqlite:" + filepath.Join(dir, "registry")
	do := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := run(t.Context(), append([]string{database, "--log-level=error"}, args...), streams{in: strings.NewReader(""), out: &out, err: &errs})
		return code, out.String(), errs.String()
	}
	if code, _, said := do("stations", "list"); code != 3 || !strings.Contains(said, "not-set-up") {
		t.Errorf("without a registry: %d %s", code, said)
	}
	if code, _, said := do("migrate"); code != 0 {
		t.Fatal(said)
	}
	const unknown = "the registry knows no such station: S-nothere"
	for line, want := range map[string]struct {
		code int
		says string
	}{
		"stations revoke S-nothere":                   {4, unknown},
		"stations wipe S-nothere":                     {4, unknown},
		"stations clear-anchor S-nothere":             {4, unknown},
		"stations forget S-nothere":                   {4, unknown},
		"area export S-nothere out":                   {4, unknown},
		"area receipts S-nothere out":                 {4, unknown},
		"area import nowhere out":                     {2, "there is no such file: nowhere"},
		"area import " + noise + " nowhere/out":       {2, "there is no such folder: nowhere"},
		"area import " + noise + " out":               {6, "file-strange"},
		"stations accept nowhere":                     {2, "cannot read the file"},
		"stations accept " + noise:                    {2, "not a file of a wiped station"},
		"stations invite L --for 99h":                 {2, "at most 24 hours"},
		"stations invite L --for=-1s":                 {2, "out of bounds"},
		"stations invite L --region 999999":           {2, "no such kecamatan"},
		"stations invite " + strings.Repeat("L", 129): {2, "at most 128"},
		"stations requests S-nothere":                 {0, ""},
		"stations list":                               {0, ""},
	} {
		code, out, said := do(strings.Fields(line)...)
		if code != want.code || !strings.Contains(said, want.says) || out != "" {
			t.Errorf("%s: exit %d, %q, %q; want %d, %q", line, code, said, out, want.code, want.says)
		}
	}
}
