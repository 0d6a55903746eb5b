package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// second ARG… opens another window beside the station's, on the same display.
// second ends CODE waits for its end and holds that it was with that exit code;
// what it said is compared as stderr is.
func cmdSecond(ts *testscript.TestScript, neg bool, args []string) {
	s := &playgroundOf(ts).screen
	switch {
	case neg || len(args) == 0:
		ts.Fatalf("usage: second ARG…, second ends CODE")
	case args[0] == "ends":
		code, err := strconv.Atoi(args[1])
		ts.Check(err)
		s.ends(ts, code)
	default:
		s.second, s.said = openWindow(ts, args), new(bytes.Buffer)
		s.second.Stderr = s.said
		s.appears(ts, s.second)
	}
}

func (s *screen) ends(ts *testscript.TestScript, code int) {
	ended := make(chan error, 1)
	go func() { ended <- s.second.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
	case <-time.After(30 * time.Second):
		ts.Fatalf("the second window does not end")
	}
	if got := s.second.ProcessState.ExitCode(); got != code {
		ts.Fatalf("exit code %d, want %d", got, code)
	}
	ts.Check(os.WriteFile(ts.MkAbs("second.said"), s.said.Bytes(), 0o600))
	s.second = nil
}

// front first|second waits until that window has the keys.
func cmdFront(ts *testscript.TestScript, neg bool, args []string) {
	s := playgroundOf(ts).screen
	want := map[string]*exec.Cmd{"first": s.window, "second": s.second}[args[0]]
	if neg || want == nil {
		ts.Fatalf("usage: front first|second")
	}
	late := time.After(30 * time.Second)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for s.front() != want.Process.Pid {
		select {
		case <-tick.C:
		case <-late:
			picture(ts, s.display, "late.png")
			ts.Fatalf("the %s window is not in front", args[0])
		}
	}
}

// front is the process whose window has the keys, 0 for none.
func (s screen) front() int {
	cmd := exec.Command("xdotool", "getwindowfocus", "getwindowpid")
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := cmd.Output()
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(out)))
	return pid
}
