package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){"ikd-registry": main})
}

// leakless fails a run that leaves a goroutine behind.
type leakless struct{ m *testing.M }

func (l leakless) Run() int {
	code := l.m.Run()
	_ = os.Remove(strings.TrimPrefix(wrappingKey(), "file:"))
	if err := goleak.Find(); code == 0 && err != nil {
		_, _ = os.Stderr.WriteString(err.Error())
		return 1
	}
	return code
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"modes": modes, "clear": inClear,
	}})
}

// modes checks the modes of files: modes FILE MODE …
func modes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args)%2 != 0 {
		ts.Fatalf("usage: modes file mode …")
	}
	for i := 0; i < len(args); i += 2 {
		info, err := os.Stat(ts.MkAbs(args[i]))
		ts.Check(err)
		if mode := fmt.Sprintf("%04o", info.Mode().Perm()); mode != args[i+1] {
			ts.Fatalf("%s has mode %s", args[i], mode)
		}
	}
}

// inClear looks for private keys (PKCS #8 of P-256 and of Ed25519) in a file.
func inClear(ts *testscript.TestScript, neg bool, args []string) {
	text, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	found := bytes.Contains(text, []byte("\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x6d")) ||
		bytes.Contains(text, []byte("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22"))
	if found == neg {
		ts.Fatalf("a private key in clear: %v", found)
	}
}

// The program has no window linked in, no camera, no made-up people and nothing
// of a test.
func TestLinkedIn(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := string(out)
	for _, kept := range []string{"fyne.io/", "mediadevices", "gozxing", "ebitengine", "ikd/station/siak/registry/sandbox", "ikd/station/scanner", "storagetest", "\ntesting\n"} {
		if strings.Contains(deps, kept) {
			t.Errorf("%s is linked in", strings.TrimSpace(kept))
		}
	}
	if !strings.Contains(deps, "ikd/station/siak/registry/server/postgres") {
		t.Error("the list is not the program's")
	}
}
