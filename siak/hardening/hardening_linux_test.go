package hardening

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	childVariable  = "IKD_TEST_CHILD"
	secretVariable = "IKD_TEST_SECRET"
	madeUpSecret   = "kuda-makan-sate-di-pasar"
)

// TestMain is the child of the tests as well: a process that protects itself, says
// what it sees, and waits.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	values, wholly := TakeVariables(secretVariable, "IKD_TEST_NOT_GIVEN")
	err := Protect()
	_, left := os.LookupEnv(secretVariable)
	dumpable, _ := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	fmt.Println(string(values[secretVariable]), len(values), wholly, err, left, dumpable, os.Getenv("IKD_TEST_BESIDE"))
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// child runs the test program as a process of its own until the test ends.
func child(t *testing.T, more ...string) (pid int, said string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(append(os.Environ(), childVariable+"=1"), more...)
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hold.Close(); _ = cmd.Wait() })
	line := make([]byte, 512)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid, strings.TrimSpace(string(line[:n]))
}

func readProc(t *testing.T, pid int, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The secret is used by the process and is nowhere where another reads it; the
// variables beside it are as they were.
func TestTheEnvironmentHasNoSecret(t *testing.T) {
	t.Parallel()
	pid, said := child(t, "IKD_TEST_BEFORE=1", secretVariable+"="+madeUpSecret, "IKD_TEST_BESIDE=whole")
	if want := madeUpSecret + " 1 true <nil> false 0 whole"; said != want {
		t.Fatalf("the process says %q, want %q", said, want)
	}
	if os.Getuid() != 0 {
		t.Skip("only root reads the environment of a process that is protected")
	}
	environ := readProc(t, pid, "environ")
	if bytes.Contains(environ, []byte(madeUpSecret)) || bytes.Contains(environ, []byte("pasar")) {
		t.Error("the secret is in /proc/PID/environ")
	}
	for _, want := range []string{"IKD_TEST_BEFORE=1\x00", "IKD_TEST_BESIDE=whole\x00"} {
		if !bytes.Contains(environ, []byte(want)) {
			t.Errorf("%q is not there any more", want)
		}
	}
}

// A protected process leaves no core dump, and is not to be lifted again.
func TestNoCoreDump(t *testing.T) {
	t.Parallel()
	pid, _ := child(t)
	for line := range strings.Lines(string(readProc(t, pid, "limits"))) {
		if strings.HasPrefix(line, "Max core file size") && strings.Fields(line)[4] == "0" && strings.Fields(line)[5] == "0" {
			return
		}
	}
	t.Error("core dumps are not forbidden")
}

// A developer's process is as the system makes it.
func TestDebuggerSwitch(t *testing.T) {
	t.Parallel()
	_, said := child(t, DebuggerVariable+"=1")
	if !strings.HasSuffix(said, "false 1") {
		t.Errorf("the process says %q", said)
	}
}

// The memory of a key is locked and left out of dumps, as the kernel tells it.
func TestKeysAreLocked(t *testing.T) {
	key := Keep(bytes.Repeat([]byte{7}, 32))
	if !bytes.Equal(key, bytes.Repeat([]byte{7}, 32)) {
		t.Fatal("another key")
	}
	if !Locked() {
		t.Skip("the system lets this process lock no memory")
	}
	flags := flagsOf(t, key)
	for _, want := range []string{"lo", "dd"} { // VM_LOCKED, VM_DONTDUMP: proc(5)
		if !strings.Contains(flags, " "+want+" ") {
			t.Errorf("the key's memory has the flags %q, not %q", flags, want)
		}
	}
}

// flagsOf are the flags of the mapping that a slice lies in.
func flagsOf(t *testing.T, b []byte) string {
	t.Helper()
	var at uintptr
	if _, err := fmt.Sscanf(fmt.Sprintf("%p", b), "0x%x", &at); err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(readProc(t, os.Getpid(), "smaps"))) {
		var from, to uintptr
		if n, _ := fmt.Sscanf(line, "%x-%x ", &from, &to); n == 2 {
			inside = from <= at && at < to
		}
		if flags, is := strings.CutPrefix(line, "VmFlags:"); is && inside {
			return strings.TrimSuffix(flags, "\n") + " "
		}
	}
	t.Fatal("no mapping has the key")
	return ""
}

func TestKeysDoNotOverlap(t *testing.T) {
	var all [][]byte
	for range 5000 { // more than one chunk, and less than all
		all = append(all, Key(32))
	}
	for i, k := range all {
		if len(k) != 32 || !bytes.Equal(k, make([]byte, 32)) {
			t.Fatalf("key %d is %v", i, k)
		}
		for j := range k {
			k[j] = byte(i)
		}
		_ = append(k, 255) // must not reach the next one
	}
	for i, k := range all {
		if k[0] != byte(i) || k[31] != byte(i) {
			t.Fatalf("key %d was written over", i)
		}
	}
	if big := Key(2 * chunk); len(big) != 2*chunk {
		t.Error("a long one has another length")
	}
	if Keep(nil) != nil {
		t.Error("nothing became a key")
	}
}
