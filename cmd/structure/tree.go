package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// tree is a checkout, parsed.
type tree struct {
	module   string
	files    *token.FileSet
	packages []*pkg // sorted by folder
}

// pkg is a package of the module: the files of one folder.
type pkg struct {
	folder string // relative to the module's root with slashes, "" for the root
	files  []*file
}

// file is a Go file that is compiled on Linux or on Windows.
type file struct {
	name      string
	syntax    *ast.File
	lines     int
	test      bool
	generated bool
	systems   []string // those of [systems] that compile it
}

// systems are those that officers and offices use. Files for others only are
// left out.
var systems = []string{"linux", "windows"}

// readTree parses every package of the module in dir. As the go command does, it
// leaves out testdata, folders that begin with a dot or an underscore, and
// modules within the module.
func readTree(dir string) (*tree, error) {
	module, err := moduleOf(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{module: module, files: token.NewFileSet()}
	err = filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case at != dir && leftOut(at):
			return fs.SkipDir
		}
		return t.readFolder(dir, at)
	})
	slices.SortFunc(t.packages, func(a, b *pkg) int { return strings.Compare(a.folder, b.folder) })
	return t, err
}

// moduleOf reads the module's path in go.mod.
func moduleOf(dir string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return "", err
	}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) == 2 && fields[0] == "module" {
			return fields[1], nil
		}
	}
	return "", errors.New("go.mod names no module")
}

func leftOut(folder string) bool {
	name := filepath.Base(folder)
	if name == "testdata" || name[0] == '.' || name[0] == '_' {
		return true
	}
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// readFolder adds the package of one folder, if there is one.
func (t *tree) readFolder(root, at string) error {
	names, err := filepath.Glob(filepath.Join(at, "*.go"))
	if err != nil {
		return err
	}
	folder, err := filepath.Rel(root, at)
	if err != nil {
		return err
	}
	p := &pkg{folder: filepath.ToSlash(folder)}
	if p.folder == "." {
		p.folder = ""
	}
	for _, name := range names {
		f, err := t.readFile(name)
		if err != nil {
			return err
		}
		if len(f.systems) > 0 {
			p.files = append(p.files, f)
		}
	}
	if len(p.files) > 0 {
		t.packages = append(t.packages, p)
	}
	return nil
}

func (t *tree) readFile(name string) (*file, error) {
	syntax, err := parser.ParseFile(t.files, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &file{
		name: filepath.Base(name), syntax: syntax, lines: t.files.File(syntax.Pos()).LineCount(),
		test: strings.HasSuffix(name, "_test.go"), generated: ast.IsGenerated(syntax),
	}
	for _, system := range systems {
		on := build.Default
		on.GOOS, on.CgoEnabled = system, true
		switch ok, err := on.MatchFile(filepath.Split(name)); {
		case err != nil:
			return nil, err
		case ok:
			f.systems = append(f.systems, system)
		}
	}
	return f, nil
}

// code are the files without tests.
func (p *pkg) code() []*file {
	return slices.DeleteFunc(slices.Clone(p.files), func(f *file) bool { return f.test })
}

// tests are the test files, or all files of a package for tests, whose name ends
// as those of the standard library do: httptest.
func (p *pkg) tests() []*file {
	return slices.DeleteFunc(slices.Clone(p.files), func(f *file) bool { return !f.test && !p.forTests() })
}

// handWritten are the files without tests and without generated ones.
func (p *pkg) handWritten() []*file {
	return slices.DeleteFunc(p.code(), func(f *file) bool { return f.generated || p.forTests() })
}

func (p *pkg) forTests() bool { return strings.HasSuffix(p.folder, "test") }

// place is a package's name in what is printed.
func (p *pkg) place() string {
	if p.folder == "" {
		return "the root"
	}
	return p.folder
}

// at is a place in a file of the package.
func (t *tree) at(p *pkg, pos token.Pos, name string) string {
	where := t.files.Position(pos)
	return fmt.Sprintf("%s:%d %s", path.Join(p.folder, filepath.Base(where.Filename)), where.Line, name)
}

// imports are the paths that files import, sorted.
func imports(files ...*file) []string {
	var all []string
	for _, f := range files {
		for _, i := range f.syntax.Imports {
			if p, err := strconv.Unquote(i.Path.Value); err == nil {
				all = append(all, p)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
