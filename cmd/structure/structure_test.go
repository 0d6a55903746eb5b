package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write makes a checkout of files and reads it.
func write(t *testing.T, files map[string]string) *tree {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example/made\n\ngo 1.26\n"
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read, err := readTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// found compares what was found with what each line must contain, in order.
func found(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("found %d, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, w := range want {
		if !strings.Contains(got[i], w) {
			t.Errorf("found %q, want %q", got[i], w)
		}
	}
}

var madeLayers = []layer{
	{"", []string{"..."}},
	{"siak", nil},
	{"siak/...", []string{"siak"}},
	{"store", []string{"siak/..."}},
}

func TestImports(t *testing.T) {
	imports := func(paths ...string) string {
		text := "package p\n"
		for _, p := range paths {
			text += fmt.Sprintf("import _ %q\n", p)
		}
		return text
	}
	made := write(t, map[string]string{
		"main.go":                     imports("example/made/store", "fyne.io/fyne/v2/app"),
		"siak/siak.go":                imports("time", "github.com/fxamacker/cbor/v2"),
		"siak/siak_test.go":           imports("example/made/store"),
		"siak/code/code.go":           imports("example/made/siak", "example/made/siak/code/inner"),
		"siak/code/inner/inner.go":    imports("net/http"),
		"store/store.go":              imports("example/made/siak/code", "database/sql"),
		"store/store_windows.go":      imports("example/made/siak"),
		"store/store_plan9.go":        imports("example/made/nowhere"),
		"store/testdata/not.go":       imports("example/made/nowhere"),
		"store/.hidden/not.go":        imports("example/made/nowhere"),
		"store/another/go.mod":        "module another\n",
		"store/another/another.go":    imports("example/made/nowhere"),
		"strange/strange.go":          imports("example/made/nowhere"),
		"onlytests/only_test.go":      imports("example/made/store"),
		"siak/siaktest/siaktest.go":   imports("net/http"),
		"store/storetest/generate.go": "//go:build ignore\n\npackage main\n",
	})
	found(t, checkImports(made, madeLayers),
		"onlytests is in no row",
		"siak imports github.com/fxamacker/cbor/v2: this package has the standard library only",
		"siak/code imports example/made/siak/code/inner: the table",
		"siak/code/inner imports net/http: reserved",
		"siak/siaktest imports net/http: reserved",
		"store imports example/made/siak: the table",
		"strange is in no row",
	)
	found(t, unusedLayers(made, append(slices.Clone(madeLayers), layer{"gone", nil})), `"gone"`)
}

// Each import that the project's own table must keep out, and some that it must
// let in.
func TestLayers(t *testing.T) {
	const module = "ikd/station"
	tests := []struct {
		from, imported string
		wrong          bool
	}{
		{"", "fyne.io/fyne/v2/app", false},
		{"", module + "/store", false},
		{"app", "fyne.io/fyne/v2/app", true},
		{"app", "fyne.io/fyne/v2/widget", false},
		{"app", module + "/app/desk", false},
		{"app", module + "/store", true},
		{"app/desk", "fyne.io/fyne/v2", true},
		{"app/desk", module + "/siak", false},
		{"app/desk", module + "/app", true},
		{"siak", "time", false},
		{"siak", "github.com/fxamacker/cbor/v2", true},
		{"siak", module + "/store", true},
		{"siak/credential", module + "/siak", false},
		{"siak/credential", "net/http", true},
		{"siak/registry", module + "/siak/registry/registryv1", false},
		{"siak/registry/registryv1", "connectrpc.com/connect", false},
		{"siak/station", module + "/store", true},
		{"siak/sandbox", "database/sql", false},
		{"store", "database/sql", false},
		{"store", module + "/scanner", true},
		{"scanner", module + "/store", true},
		{"scanner", "github.com/makiuchi-d/gozxing", true},
		{"scanner/qr", "github.com/makiuchi-d/gozxing/qrcode", false},
		{"scanner/qr", module + "/scanner", false},
		{"scanner/qr", module + "/siak", true},
		{"assets/words", "fyne.io/fyne/v2", true},
	}
	for _, test := range tests {
		row, ok := rowOf(layers, test.from)
		if !ok {
			t.Errorf("%q is in no row", test.from)
		}
		if why := judge(row, test.from, test.imported, module); (why != "") != test.wrong {
			t.Errorf("judge(%q, %q) = %q, want wrong: %v", test.from, test.imported, why, test.wrong)
		}
	}
}

// madeFunction is a made-up function of n lines with a comment.
func madeFunction(name string, n int) string {
	return "// " + name + " is made up.\nfunc " + name + "() {\n" + strings.Repeat("\t_ = 1\n", n-2) + "}\n"
}

func TestLimits(t *testing.T) {
	const doc = "// Package p is made up.\npackage p\n\n"
	var methods strings.Builder
	for i := range maxMethods + 1 {
		fmt.Fprintf(&methods, "func (*many[T]) m%d() {}\n", i)
	}
	files := map[string]string{
		"main.go":      "// Command made is made up.\npackage main\n",
		"more.go":      "package main\n",
		"main_test.go": "package main\n" + strings.Repeat("\n", maxRootLines),

		"long/long.go":      doc + madeFunction("Fits", maxLines) + madeFunction("Long", maxLines+1),
		"long/long_test.go": "package p\n" + madeFunction("TestLong", maxLines+1),
		"long/made.go":      "// Code generated by hand. DO NOT EDIT.\n\npackage p\n" + madeFunction("generated", maxLines+1),
		"ptest/ptest.go":    "package ptest\n" + madeFunction("Long", maxLines+1),

		"many/many.go": doc + "type many[T any] struct{}\n" + methods.String(),
		"many/face.go": "package p\n\ntype face interface {\n" + strings.Repeat("\n", 2) + interfaceOf(maxMethods+1) + "}\n",

		"ways/ways.go": doc + `func ways(a, b, c bool, d chan int, e int) {
	if a && b || c {
		for range d {
		}
	}
	for a {
	}
	select {
	case <-d:
	default:
	}
	switch {
	case a, b:
	case c:
	default:
	}
	func() {
		if a || b && c {
			return
		}
	}()
	_ = a == b || c
}
`,
		"parameters/parameters.go": doc + "func five(a, b, c, d, e int) {}\nfunc six(a, b, c int, d, e, f string) {}\n" +
			"func inside() { _ = func(int, int, int, int, int, int) {} }\n",

		"big/big.go": doc + strings.Repeat("\n", maxPackageLines),

		"silent/silent.go": "package p\n\ntype T struct{}\n\nfunc F() {}\n\nfunc (T) M() {}\n\nfunc (T) Error() string { return \"\" }\n\nvar A, B = 1, 2\n\n" +
			"// Named are said together.\nconst (\n\tC = 1\n\tD = 2\n)\n\nvar E = 1 // is said behind\n\nfunc (t) M() {}\n\ntype t struct{}\n",
	}
	for i := range maxPackageFiles + 1 {
		files[fmt.Sprintf("crowd/f%d.go", i)] = doc
	}
	got := checkLimits(write(t, files), nil)
	found(t, got,
		"the root: 3 files with tests, at most 2",
		"the root: 204 lines with tests, at most 200",
		"big: 4503 lines, at most 4500",
		"crowd: 41 files, at most 40",
		"long/long.go:66 Long: 61 lines, at most 60",
		"many/face.go:3 face: 26 methods, at most 25",
		"many/many.go:4 many: 26 methods, at most 25",
		"parameters/parameters.go:5 six: 6 parameters, at most 5",
		"parameters/parameters.go:6 inside: 6 parameters, at most 5",
		"silent: exported without a comment",
		"silent/silent.go:3 T: exported",
		"silent/silent.go:5 F: exported",
		"silent/silent.go:7 M: exported",
		"silent/silent.go:11 A: exported",
		"silent/silent.go:11 B: exported",
		"ways/ways.go:4 ways: 13 ways (cyclomatic complexity), at most 12",
	)
}

func interfaceOf(n int) (text string) {
	for i := range n {
		text += fmt.Sprintf("\tm%d()\n", i)
	}
	return text
}

func TestExceptions(t *testing.T) {
	made := write(t, map[string]string{"p/p.go": "// Package p is made up.\npackage p\n\nfunc six(a, b, c, d, e, f int) {}\n"})
	six := exception{"p/p.go six", "parameters", "made up"}
	found(t, checkLimits(made, []exception{six}))
	found(t, checkLimits(made, []exception{{six.place, six.limit, ""}}), "6 parameters", "is not needed, or has no reason")
	found(t, checkLimits(made, []exception{{six.place, "lines", "made up"}}), "6 parameters", "is not needed")
}

// a uses b and c, b and c use each other, and main.go stands on top.
func TestDrawing(t *testing.T) {
	made := write(t, map[string]string{
		"main.go":            "package main\n\nimport \"example/made/low\"\n\nfunc main() { low.F(); other{}.method() }\n",
		"other.go":           "package main\n\nimport \"example/made/low/inner\"\n\ntype other struct{ inner.T }\n\nfunc (o other) method() { o.field = 1 }\n",
		"x_linux.go":         "package main\n\nvar _ = other{}\n",
		"low/a.go":           "package low\n\nimport _ \"example/made/low/inner\"\n\nfunc F() { b() }\n",
		"low/b.go":           "package low\n\nfunc b() { (&t{}).m() }\n",
		"low/c.go":           "package low\n\ntype t struct{}\n\nfunc (t) m() { b() }\n",
		"low/inner/inner.go": "package inner\n\ntype T struct{}\n",
	})
	checks := []struct {
		drawing                        *drawing
		boxes, arrows, levels, upwards int
	}{
		{made.drawTop(), 4, 4, 3, 0},
		{made.drawBelow("low"), 2, 1, 2, 0},
	}
	files := newDrawing()
	made.drawFiles(files, made.packages[1])
	checks = append(checks, struct {
		drawing                        *drawing
		boxes, arrows, levels, upwards int
	}{files, 3, 3, 3, 1})
	for i, c := range checks {
		levels, upwards := c.drawing.layout()
		if len(c.drawing.boxes) != c.boxes || c.drawing.count() != c.arrows || levels != c.levels || upwards != c.upwards {
			t.Errorf("%d: %d boxes, %d arrows, %d levels, %d upwards: %v", i,
				len(c.drawing.boxes), c.drawing.count(), levels, upwards, c.drawing.arrows)
		}
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module example/made\n",
		"main.go":     "// Command made is made up.\npackage main\n\nfunc main() {}\n",
		"siak/doc.go": "// Package siak is made up.\npackage siak\n\nfunc f(a, b, c, d, e, f int) {}\n",
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		args     []string
		code     int
		out, err string
	}{
		{[]string{"-dir", dir}, 0, "", ""},
		{[]string{"-dir", dir, "-limits"}, 1, "", "siak/doc.go:4 f: 6 parameters"},
		{[]string{"-dir", dir, "-figures"}, 0, "top folders and root files  2", ""},
		{[]string{"-dir", filepath.Join(dir, "siak")}, 2, "", "go.mod"},
		{[]string{"more"}, 2, "", ""},
	}
	for _, test := range tests {
		var out, err bytes.Buffer
		code := run(test.args, &out, &err)
		if code != test.code || !strings.Contains(out.String(), test.out) || !strings.Contains(err.String(), test.err) {
			t.Errorf("%q: %d\n%s\n%s", test.args, code, &out, &err)
		}
	}
}
