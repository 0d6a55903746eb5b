package cli

import (
	"bytes"
	"strings"
	"testing"
)

// TestDriftIsSaid: a part of the cache that differs from the registry's is named.
func TestDriftIsSaid(t *testing.T) {
	var said bytes.Buffer
	j := newJob(newOutput(Program{}, Terminal{Out: &bytes.Buffer{}, Err: &said}, "en"), false)
	j.drifted("327606")
	if !strings.Contains(said.String(), "Beji") {
		t.Errorf("said %q", &said)
	}
}
