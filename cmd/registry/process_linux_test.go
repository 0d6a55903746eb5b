package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The running registry, which has the keys of the authority in memory, makes no core
// dump.
func TestTheRegistryMakesNoCoreDump(t *testing.T) {
	t.Parallel()
	p := program{"sqlite:" + t.TempDir()}
	p.run(t, "migrate")
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", p.serve(t).cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%-26s%-21d%-21d", "Max core file size", 0, 0); !strings.Contains(string(limits), want) {
		t.Errorf("core dumps are not forbidden:\n%s", limits)
	}
}
