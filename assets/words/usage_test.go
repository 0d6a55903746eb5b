package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ikd/station/scanner"
)

// literals are the string literals of the program, each with a place where it
// stands. Tests do not use a text, and generated code has none.
func literals(t *testing.T) map[string]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string]string{}
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir():
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "registryv1") {
				return fs.SkipDir
			}
			return nil
		case filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files++
		return collect(path, found)
	})
	if err != nil || files < 100 {
		t.Fatalf("%d Go files found, %v", files, err)
	}
	return found
}

func collect(path string, into map[string]string) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				into[s] = strings.TrimPrefix(set.Position(lit.Pos()).String(), "../../")
			}
		}
		return true
	})
	return nil
}

// textKeys are the keys of the section "ui".
func textKeys(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for id := range messages(t, ID) {
		if key, ok := strings.CutPrefix(id, "ui."); ok {
			keys[key] = true
		}
	}
	return keys
}

// TestEveryTextIsUsed: a key is used whole, or put together of its beginning
// with the dot and its last word.
func TestEveryTextIsUsed(t *testing.T) {
	used := literals(t)
	for _, h := range scanner.Hints() {
		used[h.String()] = "scanner"
	}
	for key := range textKeys(t) {
		dot := strings.LastIndexByte(key, '.') + 1
		if used[key] == "" && (used[key[:dot]] == "" || used[key[dot:]] == "") {
			t.Errorf("no code uses %q", key)
		}
	}
}

// notKeys are literals that begin like a text's key and are none.
var notKeys = regexp.MustCompile(`\.(db|go|json|log|png|tmp|ikd|pem|old|new|lock)$`)

// TestEveryTextThatIsUsedExists finds literals that begin like a key, "wipe.",
// and are none.
func TestEveryTextThatIsUsedExists(t *testing.T) {
	keys := textKeys(t)
	beginnings := map[string]bool{}
	for key := range keys {
		if group, _, ok := strings.Cut(key, "."); ok {
			beginnings[group] = true
		}
	}
	looksLikeKey := regexp.MustCompile(`^[a-z]+\.[a-z.]*[a-z]$`)
	for s, place := range literals(t) {
		group, _, _ := strings.Cut(s, ".")
		if looksLikeKey.MatchString(s) && beginnings[group] && !keys[s] && !notKeys.MatchString(s) {
			t.Errorf("%s: %q is no key of the section \"ui\" in %s", place, s, fileOf(ID))
		}
	}
}
