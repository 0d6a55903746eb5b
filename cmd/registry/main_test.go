package main

import (
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
	if err := goleak.Find(); code == 0 && err != nil {
		_, _ = os.Stderr.WriteString(err.Error())
		return 1
	}
	return code
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
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
