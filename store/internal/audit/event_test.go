package audit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// An act that Acts does not list can be neither written nor told in words.
func TestActsListsEveryAct(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	ast.Inspect(file, func(n ast.Node) bool {
		if c, ok := n.(*ast.ValueSpec); ok {
			if of, ok := c.Type.(*ast.Ident); ok && of.Name == "Act" {
				declared = append(declared, c.Names[0].Name)
			}
		}
		return true
	})
	if len(declared) != len(Acts()) {
		t.Errorf("event.go declares the acts %v, Acts lists %d", declared, len(Acts()))
	}
	seen := map[Act]bool{}
	for _, act := range Acts() {
		if seen[act] || !IsWord(string(act)) {
			t.Errorf("the act %q is there twice, or is no word", act)
		}
		seen[act] = true
	}
}
