package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/text"
)

// declared are the values of the constants of a string type that a package
// declares, by their names; the empty value, "nothing to say", is left out.
func declared(t *testing.T, folder, typeName string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, file := range parsed(t, filepath.Join("..", "..", folder)) {
		for _, d := range file.Decls {
			if group, ok := d.(*ast.GenDecl); ok && group.Tok == token.CONST {
				for _, s := range group.Specs {
					constant(s.(*ast.ValueSpec), typeName, found)
				}
			}
		}
	}
	if len(found) < 4 {
		t.Fatalf("only %d constants of type %s in %s", len(found), typeName, folder)
	}
	return found
}

func constant(s *ast.ValueSpec, typeName string, into map[string]string) {
	if is, ok := s.Type.(*ast.Ident); !ok || is.Name != typeName {
		return
	}
	for i, name := range s.Names {
		lit, _ := s.Values[i].(*ast.BasicLit)
		if lit == nil {
			continue // another constant's value
		}
		if value, err := strconv.Unquote(lit.Value); err == nil && value != "" {
			into[name.Name] = value
		}
	}
}

// parsed are the Go files of a folder, tests aside.
func parsed(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, file)
	}
	return all
}

func named[T ~string](all []T) []string {
	names := make([]string, len(all))
	for i, x := range all {
		names[i] = string(x)
	}
	return names
}

// TestEveryConstantIsInItsSet: a constant that was declared and not listed would
// be checked by no other test.
func TestEveryConstantIsInItsSet(t *testing.T) {
	for _, set := range []struct {
		folder, typeName, list string
		members                []string
	}{
		{"siak", "Outcome", "Outcomes() in siak/outcome.go", named(siak.Outcomes())},
		{"siak", "Warning", "Warnings() in siak/sets.go", named(siak.Warnings())},
		{"siak", "Kind", "the list of its place in siak/kind_….go", named(siak.Kinds())},
		{"siak", "Place", "Places() in siak/kind.go", named(siak.Places())},
		{"assets/words", "Deed", "Deeds() in assets/words/deeds.go", named(Deeds())},
		{"siak", "State", "States() in siak/sets.go", named(siak.States())},
		{
			"siak", "Reason", "Reasons() in siak/sets.go or RequestReasons() in siak/request.go",
			append(named(siak.Reasons()), named(siak.RequestReasons())...),
		},
		{"scanner", "Fault", "Faults() in scanner/scanner.go", named(scanner.Faults())},
	} {
		constants := declared(t, set.folder, set.typeName)
		for name, value := range constants {
			if !slices.Contains(set.members, value) {
				t.Errorf("%s %s (%q) is not in %s", set.typeName, name, value, set.list)
			}
		}
		if len(constants) != len(set.members) {
			t.Errorf("%s: %d constants, %d members", set.list, len(constants), len(set.members))
		}
	}
}

// section is the part of a language's file that holds the texts of a closed set.
type section struct {
	name    string
	members []string
	parts   []string // of each member; none where it is one text
}

func sections() []section {
	var kinds []string // those of a code have the texts of the outcome
	for _, k := range siak.Kinds() {
		if _, isOutcome := siak.ParseOutcome(string(k)); !isOutcome {
			kinds = append(kinds, string(k))
		}
	}
	kinds = append(kinds, named(scanner.Faults())...)
	slices.Sort(kinds)
	return []section{
		{"outcomes", named(siak.Outcomes()), []string{"title", "do", "next"}},
		{"texts", named(text.Reasons()), nil},
		{"warnings", named(siak.Warnings()), nil},
		{"kinds", slices.Compact(kinds), []string{"what", "do"}},
		{"states", named(siak.States()), []string{"short", "title", "do"}},
		{"reasons", named(siak.Reasons()), nil},
		{"held", named(siak.HeldReasons()), []string{"officer", "centre"}},
	}
}

// ids are the ids of a member's texts.
func (s section) ids(member string) []string {
	id := s.name + "." + member
	if s.parts == nil {
		return []string{id}
	}
	all := make([]string, len(s.parts))
	for i, part := range s.parts {
		all[i] = id + "." + part
	}
	return all
}

// line is what a member needs in a language's file.
func (s section) line(member string) string {
	if s.parts == nil {
		return strconv.Quote(member) + `: "…"`
	}
	return strconv.Quote(member) + `: {"` + strings.Join(s.parts, `": "…", "`) + `": "…"}`
}

// TestEveryMemberOfASetHasItsTexts says what to add to which section of which
// file, and which texts belong to no member.
func TestEveryMemberOfASetHasItsTexts(t *testing.T) {
	for _, l := range Langs() {
		all := messages(t, l)
		for _, s := range sections() {
			want := map[string]bool{}
			for _, member := range s.members {
				complete := true
				for _, id := range s.ids(member) {
					want[id] = true
					complete = complete && all[id] != nil
				}
				if !complete {
					t.Errorf("add to the section %q of %s: %s", s.name, fileOf(l), s.line(member))
				}
			}
			for id := range all {
				if strings.HasPrefix(id, s.name+".") && !want[id] {
					t.Errorf("%s: %q is of no member of the set", fileOf(l), id)
				}
			}
		}
	}
}
