package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// endCount is how often TestWindowEnds ends a window: 6 times, or ENDS.
func endCount(t *testing.T) int {
	if os.Getenv("ENDS") == "" {
		return 6
	}
	n, err := strconv.Atoi(os.Getenv("ENDS"))
	if err != nil {
		t.Fatal("ENDS: ", err)
	}
	return n
}

// endTimeout is how long the process may take from the word to its end.
const endTimeout = 5 * time.Second

// ways are the ways in which a window is told to end.
var ways = []struct {
	name string
	end  func(w *endingWindow) error
}{
	{"SIGTERM", func(w *endingWindow) error { return w.process.Process.Signal(syscall.SIGTERM) }},
	{"the window's close button", func(w *endingWindow) error { return closeWindow(w.display, w.window) }},
	{"the display's end", func(w *endingWindow) error { return w.server.Process.Kill() }},
}

// TestWindowEnds: at whatever moment a window is told to end, in whatever way, the
// process is gone within five seconds; the audit is sound, and whoever was signed in
// is signed out in it.
func TestWindowEnds(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("no " + tool + " on this machine")
		}
	}
	dir, longest := t.TempDir(), time.Duration(0)
	for i := range endCount(t) {
		way := ways[i%len(ways)]
		w := openEndingWindow(t, dir)
		moment := rand.N(4 * time.Second)
		time.Sleep(moment) //nolint // the moment is what is tested
		took := w.ended(way.name, moment, way.end)
		longest = max(longest, took)
	}
	t.Logf("the longest end took %s", longest.Round(time.Millisecond))
	signedOut(t, filepath.Join(dir, "training", "station"))
}

// endingWindow is a window of the training mode on a display of its own.
type endingWindow struct {
	t               *testing.T
	server, process *exec.Cmd
	display, window string
	said            bytes.Buffer
}

// openEndingWindow opens the window and presses the key that signs the ready officer
// in.
func openEndingWindow(t *testing.T, dir string) *endingWindow {
	t.Helper()
	w := &endingWindow{t: t}
	var err error
	if w.server, w.display, err = startDisplay("1366x768"); err != nil {
		t.Fatal(err)
	}
	w.process = exec.Command("station", "--training", "--dir", dir)
	path, err := exec.LookPath("station")
	if err != nil {
		t.Fatal(err)
	}
	w.process.Path, w.process.Stderr = path, &w.said
	w.process.Env = append(os.Environ(), "DISPLAY="+w.display, "HOME="+dir, "XDG_CONFIG_HOME="+dir)
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, cmd := range []*exec.Cmd{w.process, w.server} {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	pid := strconv.Itoa(w.process.Process.Pid)
	search := exec.Command("xdotool", "search", "--sync", "--onlyvisible", "--pid", pid)
	search.Env = append(os.Environ(), "DISPLAY="+w.display)
	found, err := search.Output()
	if err := errors.Join(err, xdotool(w.display, "key", "F2")); err != nil {
		t.Fatal(err)
	}
	w.window = firstLine(strings.TrimSpace(string(found)))
	return w
}

// ended tells the window to end and says how long the process took.
func (w *endingWindow) ended(way string, moment time.Duration, end func(*endingWindow) error) time.Duration {
	w.t.Helper()
	gone := make(chan error, 1)
	go func() { gone <- w.process.Wait() }()
	begun := time.Now()
	if err := end(w); err != nil {
		w.t.Fatalf("%s: %v", way, err)
	}
	select {
	case <-gone:
		return time.Since(begun)
	case <-time.After(endTimeout):
	}
	picture := filepath.Join(os.TempDir(), "window-does-not-end.png")
	_ = exec.Command("import", "-display", w.display, "-window", "root", picture).Run()
	_ = w.process.Process.Signal(syscall.SIGQUIT)
	<-gone
	w.t.Fatalf("%s after %s: the process does not end, see %s:\n%s", way, moment, picture, &w.said)
	return 0
}

// signedOut holds that the audit is sound and that no sign-in is without a sign-out
// before the next.
func signedOut(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.Command("station", "audit", "export", "--dir", dir)
	path, err := exec.LookPath("station")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Path = path
	cmd.Env = append(os.Environ(), passphraseEnv+"=latihan di loket satu")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	in, ins := false, 0
	for line := range strings.Lines(string(out)) {
		var row struct{ Act string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		switch row.Act {
		case "sign-in":
			if in {
				t.Errorf("sign-in %d follows one that was not signed out", ins+1)
			}
			in = true
			ins++
		case "sign-out":
			in = false
		}
	}
	t.Logf("%d sign-ins", ins)
}
