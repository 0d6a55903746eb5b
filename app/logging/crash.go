package logging

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"time"
)

const (
	crashPattern = "crash-*.txt"
	maxCrashes   = 5
	maxCrash     = 4 << 20 // bytes that are kept of a dump
)

// crashFile is where the runtime writes if this process crashes.
type crashFile struct{ path string }

// catchCrashes tidies the dumps of earlier runs and has the runtime write to a new
// file.
func catchCrashes(folder string) (*crashFile, error) {
	if err := tidyCrashes(folder); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("crash-%s-%d.txt", time.Now().UTC().Format("20060102T150405"), os.Getpid())
	c := &crashFile{filepath.Join(folder, name)}
	file, err := os.OpenFile(c.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer file.Close() // the runtime has a handle of its own
	return c, debug.SetCrashOutput(file, debug.CrashOptions{})
}

// release ends it; the file is removed, since nothing was written.
func (c *crashFile) release() {
	if c == nil {
		return
	}
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	if info, err := os.Stat(c.path); err == nil && info.Size() == 0 {
		_ = os.Remove(c.path) // an empty one that stays goes at the next start
	}
}

// tidyCrashes removes empty dumps, takes out of the others what could be personal,
// and keeps the newest.
func tidyCrashes(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, crashPattern)) // sorted, so by time
	if err != nil {
		return err
	}
	var full []string
	for _, path := range paths {
		dump, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if len(dump) == 0 {
			err = os.Remove(path)
		} else {
			full = append(full, path)
			err = replaceFile(path, cleanCrash(dump))
		}
		if err != nil {
			return err
		}
	}
	for ; len(full) > maxCrashes; full = full[1:] {
		if err := os.Remove(full[0]); err != nil {
			return err
		}
	}
	return nil
}

// replaceFile writes a file in place of another, which stays whole until then.
func replaceFile(path string, data []byte) error {
	beside := path + ".new"
	if err := os.WriteFile(beside, data, 0o600); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

var (
	// ofRuntime are the lines above the stacks that the runtime itself words.
	ofRuntime = regexp.MustCompile(`^(panic: runtime error: |fatal error: |runtime: |\[signal |SIG[A-Z]+: |PC=)`)
	// goroutine begins a stack. The runtime indents the lines of a panic's text, so
	// none of them can look like it.
	goroutine = regexp.MustCompile(`^goroutine \d+ ([\w=]+ )*\[[^"]*\]:$`)
	// frame is a function with the words of its arguments, in which numbers and
	// small arrays could be read.
	frame = regexp.MustCompile(`^([\w./*()\[\]%·-]+)\([^()]*\)$`)
	// created is the function that started the goroutine.
	created = regexp.MustCompile(`^created by [\w./*()\[\]%·-]+( in goroutine \d+)?$`)
	// place is the file and line below a function.
	place = regexp.MustCompile(`^\t.+:\d+( \+0x[0-9a-f]+)?$`)
)

// cleanCrash keeps of a dump the runtime's own sentences and the stacks without
// arguments. Doing it again changes nothing.
func cleanCrash(dump []byte) []byte {
	dump = bytes.TrimRight(dump[:min(len(dump), maxCrash)], "\n")
	var out bytes.Buffer
	inStack, afterFunction := false, false
	for line := range bytes.SplitSeq(dump, []byte("\n")) {
		isFunction := inStack && (frame.Match(line) || created.Match(line))
		switch {
		case goroutine.Match(line):
			inStack = true
		case isFunction:
			line = frame.ReplaceAll(line, []byte("$1(...)"))
		case afterFunction && place.Match(line), len(line) == 0, !inStack && ofRuntime.Match(line):
		default:
			line = []byte(removed)
		}
		out.Write(cleanLine(line))
		out.WriteByte('\n')
		afterFunction = isFunction
	}
	return out.Bytes()
}
