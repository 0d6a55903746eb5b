package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A reader who follows a name of the docs must find it. What the docs name in
// backquotes is checked where its form tells what it is: a path below one of the
// top folders, a script, a test, an exported name with its package. So is every
// link to a file or to a heading.

// tree is what the docs may name.
type tree struct {
	paths     map[string]bool // files and folders, from the root, with slashes
	scripts   map[string]bool // base names of testscript files
	functions map[string]bool // tests, benchmarks and fuzz targets
	packages  map[string]bool // names of packages
	exported  map[string]bool // "siak.Outcome": what a package declares
	members   map[string]bool // names of all methods and fields
}

var (
	testDeclaration = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`)
	codeSpan        = regexp.MustCompile("`([^`\n]+)`")
	pathName        = regexp.MustCompile(`^(?:\./)?((?:app|assets|cmd|docs|internal|packaging|scanner|siak|store|testdata|\.ci)(?:/[\w.\-/]+)?)/?$`)
	scriptName      = regexp.MustCompile(`^[\w-]+\.txtar$`)
	testName        = regexp.MustCompile(`^(?:Test|Benchmark|Fuzz)[A-Z]\w*…?$`)
	qualifiedName   = regexp.MustCompile(`^([a-z]\w*)\.([A-Z]\w*)(?:\.(\w+))?(?:\(.*\))?$`)
	markdownLink    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading         = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInAnchor     = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

func TestDocsNameWhatExists(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	known := readDocsTree(t, root)
	for _, file := range docFiles(t, root) {
		text := readDoc(t, root, file)
		for i, line := range strings.Split(text, "\n") {
			for _, m := range codeSpan.FindAllStringSubmatch(line, -1) {
				if why := known.missing(m[1]); why != "" {
					t.Errorf("%s:%d: `%s`: %s", file, i+1, m[1], why)
				}
			}
		}
	}
}

func TestDocsLinksLeadSomewhere(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	known := readDocsTree(t, root)
	links := 0
	for _, file := range docFiles(t, root) {
		for _, m := range markdownLink.FindAllStringSubmatch(readDoc(t, root, file), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			links++
			target, anchor, _ := strings.Cut(m[1], "#")
			if target = path.Join(path.Dir(file), target); strings.HasPrefix(m[1], "#") {
				target = file
			}
			if !known.paths[target] {
				t.Errorf("%s: the link to %s leads nowhere", file, m[1])
			} else if anchor != "" && !slices.Contains(anchors(readDoc(t, root, target)), anchor) {
				t.Errorf("%s: %s has no heading for the link %s", file, target, m[1])
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links found", links)
	}
}

// missing says what is wrong with a name in backquotes, "" for nothing.
func (k *tree) missing(name string) string {
	switch {
	case scriptName.MatchString(name):
		if !k.scripts[name] {
			return "there is no such script"
		}
	case testName.MatchString(name):
		if beginning, cut := strings.CutSuffix(name, "…"); cut {
			for f := range k.functions {
				if strings.HasPrefix(f, beginning) {
					return ""
				}
			}
			return "no test's name begins so"
		}
		if !k.functions[name] {
			return "there is no such test"
		}
	case qualifiedName.MatchString(name):
		m := qualifiedName.FindStringSubmatch(name)
		if k.packages[m[1]] && (!k.exported[m[1]+"."+m[2]] || m[3] != "" && !k.members[m[3]]) {
			return "no package declares it"
		}
	default:
		m := pathName.FindStringSubmatch(strings.TrimSuffix(name, "/..."))
		if m != nil && !k.paths[m[1]] {
			return "there is no such file or folder"
		}
	}
	return ""
}

func readDocsTree(t *testing.T, root string) *tree {
	t.Helper()
	k := &tree{
		paths: map[string]bool{}, scripts: map[string]bool{}, functions: map[string]bool{},
		packages: map[string]bool{}, exported: map[string]bool{}, members: map[string]bool{},
	}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil || rel == ".git" || rel == "." {
			return err
		}
		k.paths[filepath.ToSlash(rel)] = true
		switch {
		case d.IsDir():
		case filepath.Ext(rel) == ".txtar":
			k.scripts[filepath.Base(rel)] = true
		case strings.HasSuffix(rel, "_test.go"):
			src, err := os.ReadFile(file)
			for _, m := range testDeclaration.FindAllStringSubmatch(string(src), -1) {
				k.functions[m[1]] = true
			}
			return err
		case filepath.Ext(rel) == ".go" && !strings.Contains(rel, "testdata"):
			return k.readNames(file)
		}
		return nil
	})
	if err != nil || len(k.exported) < 500 || len(k.functions) < 100 || len(k.scripts) < 10 {
		t.Fatalf("%d tests and %d scripts found, %v", len(k.functions), len(k.scripts), err)
	}
	return k
}

// readNames adds what a Go file declares.
func (k *tree) readNames(name string) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	k.packages[file.Name.Name] = true
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil {
				k.exported[file.Name.Name+"."+n.Name.Name] = true
			} else {
				k.members[n.Name.Name] = true
			}
			return false
		case *ast.TypeSpec:
			k.exported[file.Name.Name+"."+n.Name.Name] = true
		case *ast.ValueSpec:
			for _, id := range n.Names {
				k.exported[file.Name.Name+"."+id.Name] = true
			}
		case *ast.Field:
			for _, id := range n.Names {
				k.members[id.Name] = true
			}
		}
		return true
	})
	return nil
}

// docFiles are the pages that people read, from the root. The changelog is left
// out: it tells of what was.
func docFiles(t *testing.T, root string) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatal("no docs", err)
	}
	files := []string{"README.md", "scanner/qr/detect/README.md"}
	for _, p := range pages {
		files = append(files, "docs/"+filepath.Base(p))
	}
	return files
}

func readDoc(t *testing.T, root, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// anchors are the names under which a page's headings are linked to: lower case,
// hyphens for blanks, no punctuation.
func anchors(text string) (all []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return all
}

// Every library that the program uses itself stands in docs/dependencies.md, with why.
func TestEveryDependencyHasALine(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	page, found := readDoc(t, root, "docs/dependencies.md"), 0
	for line := range strings.Lines(readDoc(t, root, "go.mod")) {
		m := requirement.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if found++; !strings.Contains(page, "`"+m[1]+"`") {
			t.Errorf("%s has no line in docs/dependencies.md", m[1])
		}
	}
	if found < 20 {
		t.Fatalf("%d requirements are found in go.mod", found)
	}
}

var requirement = regexp.MustCompile(`^\t(\S+/\S+) v\S+\n?$`)

// Every page of the window is opened somewhere.
func TestEveryPageIsOpened(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var opening strings.Builder
	for _, file := range goFiles(t, filepath.Join(root, "app")) {
		opening.WriteString(file)
	}
	made := 0
	for _, file := range goFiles(t, filepath.Join(root, "app", "pages")) {
		for _, m := range pageMade.FindAllStringSubmatch(file, -1) {
			if made++; !strings.Contains(opening.String(), "pages."+m[1]+"(") {
				t.Errorf("nobody opens the page that %s makes: give it a line in app/menus.go", m[1])
			}
		}
	}
	if made < 5 {
		t.Fatalf("%d pages are found", made)
	}
}

var pageMade = regexp.MustCompile(`(?m)^func (New\w+Page)\(`)

// goFiles are the texts of a folder's Go files, tests aside.
func goFiles(t *testing.T, dir string) (texts []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal("no Go files in", dir, err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			texts = append(texts, readDoc(t, "/", file))
		}
	}
	return texts
}
