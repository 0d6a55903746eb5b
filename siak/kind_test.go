package siak

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// declaredKinds are the constants of type Kind by the file that declares them.
func declaredKinds(t *testing.T) map[string][]Kind {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]Kind{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, is := n.(*ast.ValueSpec)
			if !is {
				return true
			}
			if of, is := spec.Type.(*ast.Ident); is && of.Name == "Kind" {
				value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found[name] = append(found[name], Kind(value))
			}
			return true
		})
	}
	return found
}

// TestEveryKindHasOnePlace: each constant is in the list of the place whose file
// declares it, and in no other list.
func TestEveryKindHasOnePlace(t *testing.T) {
	count := map[Kind]int{}
	for _, k := range Kinds() {
		count[k]++
	}
	for file, kinds := range declaredKinds(t) {
		of := strings.TrimSuffix(strings.TrimPrefix(file, "kind_"), ".go")
		if file == "kind.go" {
			of = string(PlaceUnknown)
		}
		for _, k := range kinds {
			if count[k] != 1 {
				t.Errorf("%s: %q stands in %d lists", file, k, count[k])
			}
			if is := strings.ReplaceAll(string(k.Place()), "-", ""); is != of {
				t.Errorf("%s: %q is listed as of the place %q", file, k, is)
			}
			delete(count, k)
		}
	}
	for k := range count {
		t.Errorf("%q is listed and not declared", k)
	}
}

// TestEveryPlaceIsListed: a place without kinds, or kinds without a place.
func TestEveryPlaceIsListed(t *testing.T) {
	if len(Places()) != len(kindsOf) {
		t.Errorf("%d places, %d lists of kinds", len(Places()), len(kindsOf))
	}
	for place := range kindsOf {
		if !slices.Contains(Places(), place) {
			t.Errorf("the place %q is not in Places()", place)
		}
	}
	if Kind("no such").Place() != PlaceUnknown {
		t.Error("a text that is no kind has a place")
	}
}
