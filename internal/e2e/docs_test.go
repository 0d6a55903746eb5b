package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The commands of the docs are run as they stand there. Only what another program
// on this computer may use is replaced: ports, and folders outside the test's own.

// blocks are the commands of the docs that need nothing but a shell, each found by
// its file and its first command.
var blocks = []struct {
	file, first string
	// prints must stand in what the block prints.
	prints []string
	// before prepares the folder.
	before func(t *testing.T, dir string)
}{
	{
		file: "README.md", first: "go build -o station .",
		prints: []string{`"outcome":"eligible"`, `"state":"accepted"`, `"sound":true`},
	},
	{
		file: "docs/registry.md", first: "go build -o ikd-registry ./cmd/registry",
		prints: []string{`"code":"`},
		before: func(t *testing.T, dir string) {
			people := "nik,name,sex,birth,marital,life,recorded,district,district_name,village\n" +
				"3276011203919001,WARGA REKAAN,L,1991-03-12,kawin,hidup,ya,327601,Pancoran Mas,DEPOK\n"
			if err := os.WriteFile(filepath.Join(dir, "residents.csv"), []byte(people), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	},
}

// elsewhere are blocks that other tests run, by file and the first command's
// beginning: docs/contract.md's by TestCurl of package sandbox, and the two commands
// of the README are what starts this test.
var elsewhere = []struct{ file, first string }{
	{"docs/contract.md", ""},
	{"README.md", "make run"},
}

func TestDocsCommands(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, block := range shellBlocks(t, root) {
		known := false
		for _, e := range elsewhere {
			known = known || block.file == e.file && strings.HasPrefix(block.text, e.first)
		}
		for _, b := range blocks {
			if block.file == b.file && strings.HasPrefix(block.text, b.first) {
				known, found[b.first] = true, block.text
			}
		}
		if !known {
			t.Errorf("%s: no test runs the block that begins with %q: list it in internal/e2e/docs_test.go", block.file, firstLine(block.text))
		}
	}
	for _, b := range blocks {
		t.Run(b.file, func(t *testing.T) {
			text, ok := found[b.first]
			if !ok {
				t.Fatalf("there is no block that begins with %q", b.first)
			}
			dir := t.TempDir()
			if b.before != nil {
				b.before(t, dir)
			}
			out := runBlock(t, root, dir, text)
			for _, want := range b.prints {
				if !strings.Contains(out, want) {
					t.Errorf("printed no %s:\n%s", want, out)
				}
			}
		})
	}
}

type shellBlock struct{ file, text string }

var fence = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

func shellBlocks(t *testing.T, root string) (all []shellBlock) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatal("no docs", err)
	}
	for _, file := range append(files, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
			all = append(all, shellBlock{filepath.ToSlash(name), m[1]})
		}
	}
	return all
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// runBlock runs commands in the folder dir and ends what they left running. A
// program that they build is built from the root.
func runBlock(t *testing.T, root, dir, text string) string {
	t.Helper()
	for _, port := range []string{"127.0.0.1:8443"} {
		text = strings.ReplaceAll(text, port, freeAddress(t))
	}
	away := t.TempDir()
	text = strings.NewReplacer("/tmp/", away+"/", "/var/lib/", away+"/").Replace(text)
	const builds = `go() { (here=$PWD; cd "$ROOT" && command go build -o "$here/$3" "$4"); }` + "\n"
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "bash", "-eu", "-o", "pipefail", "-c", builds+text)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "ROOT="+root, "IKD_REGISTRY_LISTEN="+freeAddress(t), "IKD_REGISTRY_ADMIN="+freeAddress(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	file, err := os.Create(filepath.Join(dir, "printed"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = file, file // a file, for a program in the background keeps a pipe open
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	err = cmd.Start()
	if err == nil {
		err = cmd.Wait()
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // the group that was started here
	}
	out, readErr := os.ReadFile(file.Name())
	if err != nil || readErr != nil {
		t.Fatalf("%v, %v:\n%s", err, readErr, out)
	}
	return string(out)
}
