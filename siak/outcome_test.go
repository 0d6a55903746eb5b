package siak

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// constants are the names of the constants of a type that outcome.go declares.
func constants(t *testing.T, of string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "outcome.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		group, is := decl.(*ast.GenDecl)
		if !is || group.Tok != token.CONST {
			continue
		}
		last := "" // a constant without a type has that of the one before
		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			if name, typed := value.Type.(*ast.Ident); typed {
				last = name.Name
			}
			if last == of {
				names = append(names, value.Names[0].Name)
			}
		}
	}
	return names
}

// Who adds an outcome or a tone is told where else it belongs.
func TestTheClosedSetsOfOutcomesAndTonesAreWhole(t *testing.T) {
	if names := constants(t, "Outcome"); len(names) != len(Outcomes()) {
		t.Errorf("outcome.go declares the outcomes %v, Outcomes lists %d", names, len(Outcomes()))
	}
	if names := constants(t, "Tone"); len(names) != len(Tones()) {
		t.Errorf("outcome.go declares the tones %v, Tones lists %d", names, len(Tones()))
	}
	for _, o := range Outcomes() {
		tone, told := tones[o]
		if !told || !slices.Contains(Tones(), tone) {
			t.Errorf("%s has no tone in tones of siak/outcome.go", o)
		}
	}
	if o := Outcome("of-a-later-version"); o.Tone() != ToneRefused || o.Confirmable() {
		t.Error("an outcome of a later version may be confirmed")
	}
}
