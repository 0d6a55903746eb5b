package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"ikd/station/assets/words"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// The exit codes, as `station --help` documents them.
const (
	exitDone     = 0
	exitNotHeld  = 1
	exitUsage    = 2
	exitStore    = 3
	exitRegistry = 4
	exitSource   = 5
	exitOther    = 6
)

// errNotHeld ends a command that did its work and found something amiss. It
// says nothing more: the lines on standard output did.
var errNotHeld = errors.New("something did not hold")

// usageError is a wrong use that the parser could not see.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// output writes JSON Lines for scripts and words for people.
type output struct {
	program Program
	tty     Terminal
	words   *words.Words

	mu    sync.Mutex
	lines *json.Encoder
}

func newOutput(program Program, tty Terminal, language string) *output {
	lines := json.NewEncoder(tty.Out)
	lines.SetEscapeHTML(false)
	return &output{program: program, tty: tty, words: words.For(words.Lang(language)), lines: lines}
}

// line writes one value as a line of JSON. Safe for concurrent use.
func (o *output) line(v any) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lines.Encode(v)
}

// say writes a sentence to standard error.
func (o *output) say(format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	fmt.Fprintf(o.tty.Err, format+"\n", args...)
}

// finish turns the end of a command into words and an exit code.
func (o *output) finish(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNotHeld):
		return exitNotHeld
	}
	if wrong, ok := errors.AsType[usageError](err); ok {
		o.say("station: %v", wrong)
		return exitUsage
	}
	kind := kindOf(err)
	if kind == siak.KindUnknown {
		o.say("station: %v", err)
		return exitOther
	}
	told := o.words.Kind(kind)
	o.say("%s %s", told.What, told.Do)
	o.say("(%v)", err)
	return exitCode(kind)
}

// kindOf is the kind of an error of any room: the scanner knows nothing of the
// domain, but the texts of its faults are kinds.
func kindOf(err error) siak.Kind {
	if fault, ok := errors.AsType[*scanner.FaultError](err); ok {
		return siak.Kind(fault.Fault)
	}
	return siak.KindOf(err)
}

func exitCode(kind siak.Kind) int {
	switch kind {
	case siak.KindOffline, siak.KindUnavailable, siak.KindBadReply, siak.KindUnauthenticated, siak.KindRefused, siak.KindNotEnrolled,
		siak.KindStationExpired, siak.KindStationRevoked, siak.KindCodeMistyped, siak.KindCodeWrong, siak.KindCodeExpired, siak.KindCodeUsed, siak.KindOtherRegistry:
		return exitRegistry
	case siak.KindDiskFull, siak.KindReadOnly, siak.KindDamaged, siak.KindWrongVersion, siak.KindWrongPassphrase,
		siak.KindWeakPassphrase, siak.KindNotSetUp, siak.KindNotFound, siak.KindBusy,
		siak.KindLocked, siak.KindLockedOut, siak.KindNoKeyring, siak.KindNotAllowed, siak.KindOlderFile, siak.KindWiped,
		siak.KindAlreadySetUp, siak.KindNotOnHold, siak.KindAreaTooBig, siak.KindWouldLose, siak.KindUnsentWork, siak.KindNotWiped,
		siak.KindAccountName, siak.KindAccountExists, siak.KindWhichAccount, siak.KindOwnAccount, siak.KindKeyRotation:
		return exitStore
	case siak.KindCameraBusy, siak.KindCameraLost, siak.KindNoCamera, siak.KindCameraDenied, siak.KindBadImage, siak.KindNoCode:
		return exitSource
	default:
		return exitOther
	}
}

// closing closes c at the end of a command and keeps the first error.
func closing(c io.Closer, err *error) {
	if e := c.Close(); *err == nil {
		*err = e
	}
}
