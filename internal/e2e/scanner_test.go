package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/scanner/wedge"
	"ikd/station/siak/credential"
	"ikd/station/store"
)

// phone writes the text of a fresh code of the registry's first made-up phone, which
// may be activated, into the file code.
func cmdPhone(ts *testscript.TestScript, _ bool, _ []string) {
	dir := ts.MkAbs("phones")
	ts.Check(os.RemoveAll(dir))
	ts.Check(ts.Exec("station", "phones", "--registry", ts.Getenv("SANDBOX"), "--out", dir, "--count", "1"))
	ts.Check(ts.Exec("station", "read", filepath.Join(dir, "phone-0001.png")))
	var line printedCode
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &line))
	if credential.CompletenessOf(line.Text) != credential.Complete {
		ts.Fatalf("the picture's text is no code")
	}
	ts.Check(os.WriteFile(ts.MkAbs("code"), []byte(line.Text), 0o600))
}

// scanners are what a USB scanner of each kind sends for a code; a part "⏎" or "⇥" is
// that key, a number a pause in milliseconds, "caps" Caps Lock, "stall" a program that
// stands still for 0.4 s beside what comes, "keys" the code's keys on a keyboard of the
// United States, whatever the display's layout is.
var scanners = map[string]func(code string) []string{
	"enter": func(code string) []string { return []string{code, "⏎"} },
	"short": func(string) []string { return []string{"A012", "⏎"} },
	"slow":  func(string) []string { return []string{"A", "40", "0", "40", "1", "40", "2", "40", "⏎"} },
	"gap":   func(code string) []string { return []string{code[:len(code)-5], "300", code[len(code)-5:], "⏎"} },
	"caps":  func(code string) []string { return []string{"caps", code, "⏎", "caps"} },
	"aim":   func(code string) []string { return []string{"]Q1" + code, "⏎"} },
	"blank": func(code string) []string { return []string{code + " ", "⏎"} },
	"tab":   func(code string) []string { return []string{code, "⇥"} },
	"crlf":  func(code string) []string { return []string{code, "⏎", "⏎"} },
	"none":  func(code string) []string { return []string{code} },
	"stall": func(code string) []string { return []string{"stall", code, "⏎"} },
	"cut":   func(code string) []string { return []string{code[:len(code)/2], "⏎"} },
	"keys":  func(code string) []string { return []string{"keys", "⏎"} },
}

// scanned KIND types the file code as a USB scanner of that kind does.
func cmdScanned(ts *testscript.TestScript, _ bool, args []string) {
	s := playgroundOf(ts).screen
	parts, known := scanners[args[0]]
	if !known {
		ts.Fatalf("no such scanner: %s", args[0])
	}
	var stalled chan struct{}
	for _, part := range parts(ts.ReadFile("code")) {
		switch ms, err := strconv.Atoi(part); {
		case err == nil && len(part) > 1:
			time.Sleep(time.Duration(ms) * time.Millisecond)
		case part == "⏎":
			ts.Check(xdotool(s.display, "key", "Return"))
		case part == "⇥":
			ts.Check(xdotool(s.display, "key", "Tab"))
		case part == "keys":
			ts.Check(xdotool(s.display, append([]string{"key", "--delay", "2"}, keyCodes(ts.ReadFile("code"))...)...))
		case part == "caps":
			ts.Check(xdotool(s.display, "key", "Caps_Lock"))
		case part == "stall":
			stalled = make(chan struct{})
			go func() {
				defer close(stalled)
				time.Sleep(350 * time.Millisecond)
				_ = s.window.Process.Signal(syscall.SIGSTOP)
				time.Sleep(400 * time.Millisecond)
				_ = s.window.Process.Signal(syscall.SIGCONT)
			}()
		default:
			ts.Check(xdotool(s.display, "type", "--delay", "2", "--", part))
		}
	}
	if stalled != nil {
		<-stalled
	}
}

// keyCodes are the keys of a text on a keyboard of the United States, by X11's codes.
func keyCodes(text string) (keys []string) {
	for _, char := range text {
		for code := range 64 {
			if plain, _ := wedge.USKey(code, false); plain == char {
				keys = append(keys, strconv.Itoa(code+8))
			} else if shifted, known := wedge.USKey(code, true); known && shifted == char {
				keys = append(keys, "shift+"+strconv.Itoa(code+8))
			}
		}
	}
	return keys
}

// grows DIR [KEY] waits until the folder's audit has more rows than the last time that
// it was asked for, pressing the key meanwhile: a code was judged, a card put away.
func cmdGrows(ts *testscript.TestScript, _ bool, args []string) {
	p := playgroundOf(ts)
	until(ts, func() bool {
		if len(args) > 1 {
			ts.Check(xdotool(p.screen.display, "key", args[1]))
		}
		report, err := store.VerifyAudit(context.Background(), ts.MkAbs(args[0]))
		ts.Check(err)
		grown := report.Rows > p.rows
		p.rows = report.Rows
		return grown
	}, "more rows in the audit")
}

// layout NAME is the keyboard layout of the display from now on.
func cmdLayout(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command("setxkbmap", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+playgroundOf(ts).screen.display)
	ts.Check(cmd.Run())
}
