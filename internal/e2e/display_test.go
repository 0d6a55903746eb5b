package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/siak"
	"ikd/station/store"
)

// screen is a display of its own with the station's window on it.
type screen struct {
	server, window, second *exec.Cmd
	said                   *bytes.Buffer // by the second, on standard error
	display                string
}

func (s *screen) close() {
	for _, cmd := range []*exec.Cmd{s.second, s.window, s.server} {
		if cmd != nil && cmd.Process != nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
}

// display WxH starts a display server of that size; the server chooses a free
// number.
func cmdDisplay(ts *testscript.TestScript, _ bool, args []string) {
	s := &playgroundOf(ts).screen
	var err error
	s.server, s.display, err = startDisplay(args[0])
	ts.Check(err)
	ts.Setenv("DISPLAY", s.display)
}

// startDisplay starts a display server of a size (WxH), which chooses a free number.
// Where it fails after the start, the server is returned to be ended all the same.
func startDisplay(size string) (server *exec.Cmd, display string, err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	server = exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	if err := errors.Join(server.Start(), write.Close()); err != nil {
		return server, "", err
	}
	line, err := bufio.NewReader(read).ReadString('\n')
	return server, ":" + strings.TrimSpace(line), errors.Join(err, read.Close())
}

// window ARG… opens the station's window; window stop asks it to end and waits.
func cmdWindow(ts *testscript.TestScript, _ bool, args []string) {
	s := &playgroundOf(ts).screen
	if args[0] == "stop" {
		ts.Check(s.window.Process.Signal(syscall.SIGTERM))
		ts.Check(s.window.Wait())
		s.window = nil
		return
	}
	s.window = openWindow(ts, args)
	s.window.Stderr = os.Stderr
	s.appears(ts, s.window)
}

// openWindow is a program that opens a window, on the script's display and bus,
// at the script's home.
func openWindow(ts *testscript.TestScript, args []string) *exec.Cmd {
	cmd := program(ts, args...)
	for _, name := range []string{"DISPLAY", "DBUS_SYSTEM_BUS_ADDRESS", "HOME"} {
		if value := ts.Getenv(name); value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	return cmd
}

// appears starts a program and waits until its window can be seen.
func (s *screen) appears(ts *testscript.TestScript, cmd *exec.Cmd) {
	ts.Check(cmd.Start())
	ts.Check(xdotool(s.display, "search", "--sync", "--onlyvisible", "--pid", strconv.Itoa(cmd.Process.Pid)))
}

// keys KEY… presses keys one after another; type:TEXT types a text.
func cmdKeys(ts *testscript.TestScript, _ bool, args []string) {
	s := playgroundOf(ts).screen
	for _, key := range args {
		if text, typed := strings.CutPrefix(key, "type:"); typed {
			// A quick hand; twice as quick is taken for a scanner where the program is busy.
			ts.Check(xdotool(s.display, "type", "--delay", "60", "--", text))
		} else {
			ts.Check(xdotool(s.display, "key", key))
		}
	}
}

// press-until KEY,… STATE N DIR presses keys in turn, as an officer does who
// works off a queue, until N activations of the folder are in the state; - waits.
func cmdPressUntil(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[2])
	ts.Check(err)
	s := playgroundOf(ts).screen
	late := time.After(90 * time.Second)
	tick := time.NewTicker(700 * time.Millisecond)
	defer tick.Stop()
	keys := strings.Split(args[0], ",")
	for i := 0; countState(ts.MkAbs(args[3]), siak.State(args[1])) < want; i++ {
		if args[0] != "-" {
			ts.Check(xdotool(s.display, "key", keys[i%len(keys)]))
		}
		select {
		case <-tick.C:
		case <-late:
			picture(ts, s.display, "late.png")
			ts.Fatalf("no %s after %s; the screen is in late.png", args[1], args[0])
		}
	}
}

// at-rest DIR waits until nothing has been written to the audit for a while, and
// no secret is being tried: the next citizen has stepped up, has been judged, and
// the officer is awaited.
func cmdAtRest(ts *testscript.TestScript, _ bool, args []string) {
	const quiet = 6 // ticks: twice the pause between two citizens
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	before, still := int64(0), 0
	for range 240 {
		report, err := store.VerifyAudit(context.Background(), ts.MkAbs(args[0]))
		if siak.KindOf(err) != siak.KindNotSetUp { // it is being set up
			ts.Check(err)
		}
		if still++; report.Rows != before || err != nil || playgroundOf(ts).screen.busy() {
			before, still = report.Rows, 0
		}
		if still == quiet {
			return
		}
		<-tick.C
	}
	ts.Fatalf("the counter does not come to rest")
}

// busy reports whether the window's title says so.
func (s *screen) busy() bool {
	cmd := exec.Command("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(s.window.Process.Pid), "getwindowname")
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	title, _ := cmd.Output()
	return bytes.HasPrefix(title, []byte("Sebentar"))
}

// countState is how many activations of the folder are in the state; none where
// the folder is not there yet.
func countState(dir string, state siak.State) int {
	rows, _ := store.Outbox(context.Background(), dir)
	n := 0
	for _, r := range rows {
		if r.State == state {
			n++
		}
	}
	return n
}

// shot FILE takes a picture of the screen, and keeps it in the folder that
// STATION_SHOTS names, if any.
func cmdShot(ts *testscript.TestScript, _ bool, args []string) {
	picture(ts, playgroundOf(ts).screen.display, args[0])
}

func picture(ts *testscript.TestScript, display, name string) {
	file := ts.MkAbs(name)
	if keep := os.Getenv("STATION_SHOTS"); keep != "" {
		file = keep + string(os.PathSeparator) + name
	}
	cmd := exec.Command("import", "-window", "root", file)
	cmd.Env = append(os.Environ(), "DISPLAY="+display)
	ts.Check(cmd.Run())
}

func xdotool(display string, args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+display)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool: %w: %s", err, said)
	}
	return nil
}
