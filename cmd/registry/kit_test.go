package main

import (
	"bufio"
	"bytes"
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/server/keys"
)

// program is the built program with its environment.
type program struct{ database string }

func (p program) command(args ...string) *exec.Cmd {
	cmd := exec.Command("ikd-registry", args...)
	cmd.Env = append(cmd.Environ(), "IKD_REGISTRY_DATABASE="+p.database,
		"IKD_REGISTRY_KEY="+wrappingKey(),
		"IKD_REGISTRY_OFFICE_REGION=327601", "IKD_REGISTRY_OFFICE_NAME=Disdukcapil Kota Depok")
	return cmd
}

// wrappingKey is the file with the wrapping key of [storagetest.Wrapping], so that the
// suite's parts work on the program's databases.
var wrappingKey = sync.OnceValue(func() string {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("ikd-registry-test-%d.key", os.Getpid()))
	text := "ikd-registry-wrapping-key-1 " + base64.StdEncoding.EncodeToString(make([]byte, keys.WrappingLength)) + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	return "file:" + path
})

// run runs a command that must succeed and gives what it printed.
func (p program) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := p.command(args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", args[0], err)
	}
	return string(out)
}

// replica is a running program.
type replica struct {
	cmd     *exec.Cmd
	address string
	admin   string
	log     *lockedBuffer
	ended   chan error
}

// lockedBuffer is a log that can be waited for.
type lockedBuffer struct {
	mu      sync.Mutex
	b       bytes.Buffer
	awaited string
	came    chan struct{}
}

// await returns when the log says a word once more, or when somebody gives up.
func (l *lockedBuffer) await(word string) {
	l.mu.Lock()
	if l.came == nil {
		l.came = make(chan struct{})
	}
	l.awaited = word
	came := l.came
	l.mu.Unlock()
	<-came
}

// give ends all waiting, also what begins later.
func (l *lockedBuffer) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.came == nil {
		l.came = make(chan struct{})
	}
	l.end()
}

func (l *lockedBuffer) end() {
	select {
	case <-l.came:
	default:
		close(l.came)
	}
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.awaited != "" && bytes.Contains(p, []byte(l.awaited)) {
		l.end()
	}
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serve starts a replica and waits until it listens. It is killed with the test
// where it does not end before.
func (p program) serve(t *testing.T, args ...string) *replica {
	t.Helper()
	r := &replica{log: &lockedBuffer{}, ended: make(chan error, 1)}
	r.cmd = p.command(append([]string{"--log-level", "debug", "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)...)
	r.cmd.Stderr = r.log
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var line struct{ Event, Address, Admin string }
	said, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(said, &line)
	}
	go func() {
		_, _ = io.Copy(io.Discard, out)
		r.ended <- r.cmd.Wait()
	}()
	t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	if err != nil || line.Event != "listening" {
		t.Fatalf("it did not listen: %v\n%s", err, r.log)
	}
	r.address, r.admin = line.Address, "http://"+line.Admin
	return r
}

// get asks the admin's side.
func (r *replica) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	res, err := http.Get(r.admin + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// leaveHead makes the first call of every contact.
func leaveHead(t *testing.T, id registry.Identity, c *registry.Client) error {
	t.Helper()
	key, err := id.Signer()
	if err != nil {
		t.Fatal(err)
	}
	head := siak.AuditHead{Seq: 1}
	if head.Signature, err = key.Sign(nil, head.Statement(), crypto.Hash(0)); err != nil {
		t.Fatal(err)
	}
	_, err = c.Anchor(t.Context(), head, siak.AuditHead{}, siak.AuditRows{})
	return err
}
