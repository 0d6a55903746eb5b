package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/app/suspend/logindtest"
	"ikd/station/siak/registry/sandbox"
)

type playgroundKey struct{}

// playground is what stands beside one script: the registry as a process of
// its own, the network that can be cut, and whatever else answers.
type playground struct {
	rows     int64 // of the audit, when last asked, see grows
	dir      string
	registry *exec.Cmd
	address  string
	gate     *sandbox.Gate
	foreign  *httptest.Server
	screen   screen
	logind   *logindtest.Logind
}

func newPlayground(env *testscript.Env) *playground { return &playground{dir: env.WorkDir} }

func playgroundOf(ts *testscript.TestScript) *playground {
	return ts.Value(playgroundKey{}).(*playground)
}

func (p *playground) close() {
	p.screen.close()
	if p.logind != nil {
		_ = p.logind.Close()
	}
	if p.gate != nil {
		_ = p.gate.Close()
	}
	if p.foreign != nil {
		p.foreign.Close()
	}
	p.stopRegistry()
}

func (p *playground) stopRegistry() {
	if p.registry != nil {
		_ = p.registry.Process.Kill()
		_ = p.registry.Wait()
		p.registry = nil
	}
}

// program is the program as a child process, killed with SIGKILL when the
// script ends it.
func program(ts *testscript.TestScript, args ...string) *exec.Cmd {
	cmd := exec.Command("station", args...)
	path, err := exec.LookPath("station")
	ts.Check(err)
	cmd.Path = path
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = append(os.Environ(),
		passphraseEnv+"="+testPassphrase, "TMPDIR="+ts.Getenv("WORK"), "XDG_CONFIG_HOME="+ts.Getenv("WORK"))
	return cmd
}

// sandbox DIR PEOPLE SEED starts the registry; $SANDBOX is its address.
// sandbox stop kills it.
func cmdSandbox(ts *testscript.TestScript, neg bool, args []string) {
	p := playgroundOf(ts)
	if len(args) == 1 && args[0] == "stop" {
		p.stopRegistry()
		return
	}
	if neg || len(args) < 3 {
		ts.Fatalf("usage: sandbox DIR PEOPLE SEED FLAG…")
	}
	flags := []string{"sandbox", "--listen", "127.0.0.1:0", "--dir", args[0], "--people", args[1], "--seed", args[2]}
	cmd := program(ts, append(flags, args[3:]...)...)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	p.registry = cmd
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		ts.Fatalf("the sandbox said nothing: %v", lines.Err())
	}
	var first printedSandbox
	ts.Check(json.Unmarshal(lines.Bytes(), &first))
	p.address = first.Address
	ts.Setenv("SANDBOX", first.Address)
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

// gate open puts a network before the sandbox, at $REGISTRY; gate cut, gate
// restore.
func cmdGate(ts *testscript.TestScript, neg bool, args []string) {
	p := playgroundOf(ts)
	switch {
	case neg || len(args) != 1:
		ts.Fatalf("usage: gate open|cut|restore")
	case args[0] == "open":
		gate, err := sandbox.NewGate(context.Background(), p.address)
		ts.Check(err)
		p.gate = gate
		ts.Setenv("REGISTRY", gate.Addr())
	case args[0] == "cut":
		p.gate.Cut()
	case args[0] == "restore":
		p.gate.Restore()
	default:
		ts.Fatalf("gate %s?", args[0])
	}
}

// scan-kill CUT KILL FILE ARG… runs station scan, lets the network go down in
// the middle of a request after CUT readings, and kills the program after KILL.
// What it printed is appended to FILE.
func cmdScanKill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: scan-kill CUT KILL FILE ARG…")
	}
	cut, err := strconv.Atoi(args[0])
	ts.Check(err)
	kill, err := strconv.Atoi(args[1])
	ts.Check(err)
	cmd := program(ts, append([]string{"scan"}, args[3:]...)...)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	var printed strings.Builder
	readings := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		printed.WriteString(lines.Text() + "\n")
		if !strings.Contains(lines.Text(), `"outcome"`) {
			continue
		}
		readings++
		if readings == cut {
			playgroundOf(ts).gate.CutAfter(400)
		}
		if readings == kill {
			ts.Check(cmd.Process.Kill())
		}
	}
	var ended *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &ended) || readings < kill {
		ts.Fatalf("scan ended by itself after %d readings: %v", readings, err)
	}
	appendTo(ts, args[2], printed.String())
}

// append FILE appends the standard output of the last command to a file.
func cmdAppend(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: append FILE")
	}
	appendTo(ts, args[0], ts.ReadFile("stdout"))
}

func appendTo(ts *testscript.TestScript, file, text string) {
	f, err := os.OpenFile(ts.MkAbs(file), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	ts.Check(err)
	_, err = f.WriteString(text)
	ts.Check(errors.Join(err, f.Close()))
}

// html-server starts what a hotel's network answers with, at $HTML.
func cmdHTMLServer(ts *testscript.TestScript, _ bool, _ []string) {
	p := playgroundOf(ts)
	p.foreign = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><body>Selamat datang di Wi-Fi kami</body></html>")
	}))
	ts.Setenv("HTML", p.foreign.Listener.Addr().String())
}

// flip FILE OFFSET flips the bits of one byte.
func cmdFlip(ts *testscript.TestScript, _ bool, args []string) {
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	b[at] ^= 0xff
	ts.Check(os.WriteFile(name, b, 0o600))
}

// rubbish FILE N writes N bytes of noise that is the same every time.
func cmdRubbish(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// code N COMMAND ARG… holds that the command ends with exit code N.
func cmdCode(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	if got := 0; err != nil {
		if !errors.As(err, &ended) {
			ts.Fatalf("%v", err)
		}
		if got = ended.ExitCode(); got != want {
			ts.Fatalf("exit code %d, want %d", got, want)
		}
	} else if want != 0 {
		ts.Fatalf("exit code 0, want %d", want)
	}
}

// codetext FILE writes the text that the last station read printed.
func cmdCodeText(ts *testscript.TestScript, _ bool, args []string) {
	var line printedCode
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &line))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(line.Text+"\n"), 0o600))
}

// renamed DIR PREFIX FILE gives the one file of a folder whose name begins so a
// name that a script can say.
func cmdRenamed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: renamed DIR PREFIX FILE")
	}
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), args[1]+"*"))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%d files", len(found))
	}
	ts.Check(os.Rename(found[0], ts.MkAbs(args[2])))
}

// order-wipe DIR N lets the registry order its Nth station to wipe itself.
func cmdOrderWipe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: order-wipe DIR N")
	}
	ts.Check(ts.Exec("station", "registry", "wipe", stationID(ts, args[0], args[1]), "--dir", args[0]))
}
