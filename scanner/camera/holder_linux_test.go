//go:build cgo

package camera

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestHolderIsTheOtherProgram(t *testing.T) {
	device := filepath.Join(t.TempDir(), "video0")
	file, err := os.Create(device)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got := holderOf(device); got != "" {
		t.Errorf("held by %q, which is this program", got)
	}
	other := exec.Command("sleep", "60")
	other.ExtraFiles = []*os.File{file}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	got := holderOf(device)
	_ = other.Process.Kill()
	_ = other.Wait()
	if got != "sleep" {
		t.Errorf("held by %q", got)
	}
	if got := holder(""); got != "" {
		t.Errorf("a camera without a node is held by %q", got)
	}
}
