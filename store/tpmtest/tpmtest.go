// Package tpmtest runs a simulator of a TPM 2.0 (swtpm, of Debian) for as long as a
// test lasts.
package tpmtest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TPM is a simulator. Its state lives in a folder, as a laptop's chip outlives the
// laptop's being switched off.
type TPM struct {
	Path  string // of its socket
	state string
	cmd   *exec.Cmd
}

// New makes a new TPM and switches it on. Where there is no simulator the test is
// skipped, but fails where CI is set: .ci/deps installs it.
func New(t testing.TB) *TPM {
	t.Helper()
	if _, err := exec.LookPath("swtpm"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("swtpm is not installed: .ci/deps test")
		}
		t.Skip("swtpm is not installed: nothing of the TPM is tested")
	}
	state, err := os.MkdirTemp("", "tpm") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	d := &TPM{Path: filepath.Join(state, "tpm"), state: state}
	t.Cleanup(func() {
		d.Kill()
		_ = os.RemoveAll(state)
	})
	d.Start(t)
	return d
}

// Start switches it on, again too.
func (d *TPM) Start(t testing.TB) {
	t.Helper()
	d.cmd = exec.Command("swtpm", "socket", "--tpm2", "--tpmstate", "dir="+d.state,
		"--server", "type=unixio,path="+d.Path, "--flags", "not-need-init,startup-clear")
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(5 * time.Millisecond) {
		if c, err := net.Dial("unix", d.Path); err == nil {
			_ = c.Close()
			return
		}
	}
	t.Fatal("the simulator of the TPM does not start")
}

// Kill switches it off at once.
func (d *TPM) Kill() {
	if d.cmd != nil {
		_ = d.cmd.Process.Kill()
		_ = d.cmd.Wait()
		d.cmd = nil
	}
}
