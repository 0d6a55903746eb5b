//go:build vivid && cgo && linux

package camera

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ikd/station/scanner"
)

// blind is a decoder that finds nothing.
type blind struct{}

func (blind) Decode(*scanner.Frame, bool) (scanner.Code, bool) { return scanner.Code{}, false }

// watched is a pipeline on the camera, and what it tells.
type watched struct {
	told   chan scanner.Status
	frames chan struct{}
	last   scanner.Status
}

func watchCamera(t *testing.T) *watched {
	w := &watched{told: make(chan scanner.Status, 1000), frames: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		_ = scanner.Run(ctx, Open("", Options{}), blind{}, nil, scanner.Events{
			Status: func(s scanner.Status) { w.told <- s },
			View: func(v scanner.View) {
				v.Release()
				select {
				case w.frames <- struct{}{}:
				default:
				}
			},
		})
	})
	t.Cleanup(func() { cancel(); running.Wait() })
	return w
}

func (w *watched) until(t *testing.T, is func(scanner.Status) bool) scanner.Status {
	t.Helper()
	late := time.After(patient)
	for {
		select {
		case w.last = <-w.told:
			t.Logf("told %+v", w.last)
			if is(w.last) {
				return w.last
			}
		case <-late:
			t.Fatalf("last told %+v", w.last)
		}
	}
}

func (w *watched) untilLive(t *testing.T) {
	t.Helper()
	w.until(t, func(s scanner.Status) bool { return s.Live })
}

// framesAgain waits until the camera is well and three new previews have come.
func (w *watched) framesAgain(t *testing.T) {
	t.Helper()
	late := time.After(patient)
	for range 3 {
		select {
		case <-w.frames:
		case <-late:
			t.Fatal("no frames")
		}
	}
	for {
		select {
		case w.last = <-w.told:
		default:
			if !w.last.Live {
				w.untilLive(t)
			}
			return
		}
	}
}

func theCamera(t *testing.T) device {
	t.Helper()
	all := devices()
	if len(all) == 0 {
		t.Fatal("no camera")
	}
	return all[0]
}

func oneFrame(t *testing.T, o Options) (got scanner.Frame) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	_ = Open("", o).Run(ctx, func(f *scanner.Frame) { got = *f; cancel() })
	return got
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0); err != nil {
		t.Fatal(err)
	}
}

// process is this test program, started once more for one of its tests.
type process struct {
	cmd  *exec.Cmd
	told chan string
	once sync.Once
}

const childVariable = "VIVID_CHILD"

func child(t *testing.T, test string, user uint32) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], "-test.run=^"+test+"$"), told: make(chan string, 1000)}
	p.cmd.Env = append(os.Environ(), childVariable+"=1")
	p.cmd.Dir = "/"
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	p.cmd.Stdout = sayings(p.told)
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.end)
	return p
}

// sayings passes on the lines of a child.
type sayings chan string

func (s sayings) Write(b []byte) (int, error) {
	for line := range strings.Lines(string(b)) {
		select {
		case s <- strings.TrimSpace(line):
		default:
		}
	}
	return len(b), nil
}

func (p *process) said(t *testing.T, line string) {
	t.Helper()
	late := time.After(patient)
	for {
		select {
		case got := <-p.told:
			if got == line {
				return
			}
		case <-late:
			t.Fatalf("%q was never said", line)
		}
	}
}

func (p *process) end() {
	p.once.Do(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
}

func asChild(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("started by another test")
	}
}

func say(s string) { _, _ = os.Stdout.WriteString(s + "\n") }
