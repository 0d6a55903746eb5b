package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The running program has no secret in its environment, makes no core dump, and what
// it was given as a file is not there either.
func TestTheProcessHidesItsSecrets(t *testing.T) {
	t.Parallel()
	const secret = "kuda-makan-sate-di-pasar"
	cmd := exec.Command("station", "sandbox", "--dir", filepath.Join(t.TempDir(), "registry"), "--listen", "127.0.0.1:0", "--people", "100")
	cmd.Env = append(os.Environ(), passphraseEnv+"="+secret, "STATION_NEW_PASSPHRASE="+secret, "STATION_LOG=info")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it listens
		t.Fatal(err)
	}
	limits := proc(t, cmd, "limits")
	if !bytes.Contains(limits, []byte(fmt.Sprintf("%-26s%-21d%-21d", "Max core file size", 0, 0))) {
		t.Errorf("core dumps are not forbidden:\n%s", limits)
	}
	if os.Getuid() != 0 {
		info, err := os.Stat(fmt.Sprintf("/proc/%d/environ", cmd.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if f, err := os.Open(fmt.Sprintf("/proc/%d/environ", cmd.Process.Pid)); err == nil {
			_ = f.Close()
			t.Errorf("the environment is open to the same user: %v", info.Sys())
		}
		return // nobody but root can look further
	}
	environ := proc(t, cmd, "environ")
	if strings.Contains(string(environ), "makan") {
		t.Error("the passphrase is in /proc/PID/environ")
	}
	if !bytes.Contains(environ, []byte("STATION_LOG=info\x00")) {
		t.Error("the variables beside it are not as they were")
	}
}

func proc(t *testing.T, cmd *exec.Cmd, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", cmd.Process.Pid, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
