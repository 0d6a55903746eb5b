package kinds

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ikd/station/siak"
)

// places says of which places a package's errors may be. A folder without a line
// has the one of the nearest folder above it. [siak.KindUnknown] may be made
// everywhere.
var places = map[string][]siak.Place{
	// The domain reads what was typed.
	"siak":            {siak.PlaceInput},
	"siak/credential": {siak.PlaceCode, siak.PlaceInput},
	// The client speaks for the registry, and the registry judges codes and takes
	// files in. What its storages say is of the disk, as the store's errors are.
	"siak/registry":                 {siak.PlaceRegistry, siak.PlaceEnrolment, siak.PlaceInput},
	"siak/registry/proxy":           {siak.PlaceRegistry},
	"siak/registry/sandbox":         {siak.PlaceRegistry, siak.PlaceInput},
	"siak/registry/server":          {siak.PlaceRegistry, siak.PlaceCode, siak.PlaceTransfer, siak.PlaceStore, siak.PlaceInput},
	"siak/registry/server/keys":     {siak.PlaceRegistry, siak.PlaceStore, siak.PlaceInput},
	"siak/registry/server/postgres": {siak.PlaceRegistry, siak.PlaceStore},
	"siak/registry/server/sqlite":   {siak.PlaceStore},
	"siak/syncer":                   {siak.PlaceRegistry},
	"siak/transfer":                 {siak.PlaceTransfer, siak.PlaceInput},
	// The store keeps which codes were used, and judges the pages and verdicts that
	// the registry sends: cache and ledger may say so of them.
	"store":                   {siak.PlaceStore, siak.PlaceSignIn, siak.PlaceAccounts, siak.PlaceInput},
	"store/internal/accounts": {siak.PlaceAccounts, siak.PlaceSignIn, siak.PlaceInput},
	"store/internal/backup":   {siak.PlaceStore, siak.PlaceInput, siak.PlaceOutput},
	"store/internal/recovery": {siak.PlaceStore, siak.PlaceOutput},
	"store/internal/cache":    {siak.PlaceStore, siak.PlaceInput, siak.PlaceRegistry},
	"store/internal/ledger":   {siak.PlaceStore, siak.PlaceInput, siak.PlaceRegistry, siak.PlaceCode},
	"store/internal/fault":    {siak.PlaceStore, siak.PlaceSignIn, siak.PlaceAccounts, siak.PlaceInput, siak.PlaceOutput},
	// Above these everything comes together: each of these packages names the
	// places of what it joins.
	"siak/migrate": {siak.PlaceStore},
	"app/desk":     {siak.PlaceCode},
	"app/runtime":  {siak.PlaceRegistry, siak.PlaceEnrolment, siak.PlaceStore, siak.PlaceSignIn, siak.PlaceInput, siak.PlaceOutput},
	"app":          {siak.PlaceRegistry, siak.PlaceStore, siak.PlaceCamera},
	"app/session":  {siak.PlaceStore, siak.PlaceInput, siak.PlaceOutput},
	"app/training": {siak.PlaceRegistry},
	"app/cli":      {siak.PlaceRegistry, siak.PlaceStore, siak.PlaceSignIn, siak.PlaceInput, siak.PlaceOutput},
	"cmd/registry": {siak.PlaceStore},
}

const (
	root = "../.."
)

// source is one Go file that is no test.
type source struct {
	folder string
	file   *ast.File
	set    *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, rel, src, parser.SkipObjectResolution)
		all = append(all, source{path.Dir(rel), file, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// constants are the kinds by the name of their constants, "siak.KindBusy" for
// instance: those of package siak, and what other packages call them.
func constants(t *testing.T, all []source) map[string]siak.Kind {
	t.Helper()
	found := map[string]siak.Kind{}
	specs := func(visit func(name string, value ast.Expr)) {
		for _, s := range all {
			for _, d := range s.file.Decls {
				group, is := d.(*ast.GenDecl)
				if !is || group.Tok != token.CONST {
					continue
				}
				for _, spec := range group.Specs {
					for i, name := range spec.(*ast.ValueSpec).Names {
						if values := spec.(*ast.ValueSpec).Values; strings.HasPrefix(name.Name, "Kind") && i < len(values) {
							visit(s.file.Name.Name+"."+name.Name, values[i])
						}
					}
				}
			}
		}
	}
	specs(func(name string, value ast.Expr) {
		if text, is := value.(*ast.BasicLit); is && strings.HasPrefix(name, "siak.") {
			word, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			found[name] = siak.Kind(word)
		}
	})
	specs(func(name string, value ast.Expr) {
		if kind, is := found[reference(value, "")]; is {
			found[name] = kind
		}
	})
	return found
}

// reference is a constant as it is named in a package: "siak.KindBusy".
func reference(n ast.Node, in string) string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if of, is := n.X.(*ast.Ident); is {
			return of.Name + "." + n.Sel.Name
		}
	case *ast.Ident:
		return in + "." + n.Name
	}
	return ""
}

// allowed are the places of a folder.
func allowed(folder string) []siak.Place {
	for ; folder != "."; folder = path.Dir(folder) {
		if of, is := places[folder]; is {
			return of
		}
	}
	return nil
}

// reads reports whether a kind that stands in the innermost of the nodes is
// compared with, or declared, and not made into an error.
func reads(around []ast.Node, n ast.Node) bool {
	switch parent := around[len(around)-1].(type) {
	case *ast.CaseClause:
		return slices.Contains(parent.List, n.(ast.Expr))
	case *ast.BinaryExpr:
		return parent.Op == token.EQL || parent.Op == token.NEQ
	case *ast.KeyValueExpr:
		return parent.Key == n
	case *ast.ValueSpec:
		return len(around) < 4 // of the package: another name, or one of a closed list
	default:
		return false
	}
}

// made calls visit for each kind that a file makes errors of.
func made(s source, known map[string]siak.Kind, visit func(at token.Pos, name string, kind siak.Kind)) {
	var around []ast.Node
	ast.Inspect(s.file, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		if kind, is := known[reference(n, s.file.Name.Name)]; is && !reads(around, n) {
			if _, part := around[len(around)-1].(*ast.SelectorExpr); !part {
				visit(n.Pos(), reference(n, s.file.Name.Name), kind)
			}
		}
		around = append(around, n)
		return true
	})
}

// TestEachPackageMakesErrorsOfItsPlaces fails with the line where a package makes
// an error of another place: its words would speak of what did not happen there.
func TestEachPackageMakesErrorsOfItsPlaces(t *testing.T) {
	all := sources(t)
	known := constants(t, all)
	if len(known) < len(siak.Kinds()) {
		t.Fatalf("%d constants found of %d kinds", len(known), len(siak.Kinds()))
	}
	count := 0
	for _, s := range all {
		if s.folder == "siak" && strings.HasPrefix(s.set.Position(s.file.Pos()).Filename, "siak/kind") {
			continue // where the kinds are declared
		}
		made(s, known, func(at token.Pos, name string, kind siak.Kind) {
			count++
			if place := kind.Place(); place != siak.PlaceUnknown && !slices.Contains(allowed(s.folder), place) {
				t.Errorf("%s: %s is of the place %q, %s makes errors of %v", s.set.Position(at), name, place, s.folder, allowed(s.folder))
			}
		})
	}
	if count < 100 {
		t.Errorf("only %d kinds found that errors are made of", count)
	}
}

// TestTheTableNamesPackagesThatAre: a line for a package that has gone would let
// another one of that name do what it did.
func TestTheTableNamesPackagesThatAre(t *testing.T) {
	for folder := range places {
		if info, err := os.Stat(filepath.Join(root, folder)); err != nil || !info.IsDir() {
			t.Errorf("%s: no such package", folder)
		}
	}
}

// TestTheCheckFindsWhatItShould: on a file with one wrong error in it.
func TestTheCheckFindsWhatItShould(t *testing.T) {
	const text = `package store
import "ikd/station/siak"
func f(k siak.Kind) error {
	switch {
	case k == siak.KindRefused:
	}
	switch k {
	case siak.KindOffline:
	}
	return siak.E("add", siak.KindRefused, nil)
}`
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "store/x.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]siak.Kind{"siak.KindRefused": siak.KindRefused, "siak.KindOffline": siak.KindOffline}
	var found []string
	made(source{"store", file, set}, known, func(at token.Pos, name string, _ siak.Kind) {
		found = append(found, fmt.Sprintf("%s %s", set.Position(at), name))
	})
	if len(found) != 1 || found[0] != "store/x.go:10:23 siak.KindRefused" {
		t.Errorf("found %v", found)
	}
}
