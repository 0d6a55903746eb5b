package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"

	"ikd/station/app/logging"
	"ikd/station/app/runtime"
	"ikd/station/assets/words"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/registry/server/admin"
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
	typed   *bufio.Scanner // of standard input, where something is read from it
	secrets secretFlags    // where scripts give secrets
	warned  sync.Once      // of a secret in a variable

	mu    sync.Mutex
	lines *json.Encoder
}

func newOutput(program Program, tty Terminal, language string) *output {
	tty.Out = runtime.Output{Writer: tty.Out}
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

// finish turns the end of a command into words and an exit code, and writes both
// into the log. deed is what the command was to do.
func (o *output) finish(deed words.Deed, command string, err error) int {
	code := o.failed(deed, err)
	name, _, _ := strings.Cut(command, " <") // without the arguments
	log := o.program.Log.Logger().With(logging.Component("command"), slog.String("op", name))
	if err == nil {
		log.Info("a command has ended", logging.Count("code", code))
	} else {
		log.Warn("a command has ended", logging.Count("code", code), logging.Error(err))
	}
	return code
}

// failed says why a command has failed and gives its exit code.
func (o *output) failed(deed words.Deed, err error) int {
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
	if staffs, ok := errors.AsType[*admin.Error](err); ok {
		o.say("station: %v", staffs)
		return staffs.Code
	}
	kind := kindOf(err)
	o.tell(o.words.CommandFailure(deed, kind))
	o.say("(%v)", err)
	if deed == words.DeedStaffWork { // as at the registry's own command line
		return admin.ExitCode(err)
	}
	if kind == siak.KindNotFound { // as scripts have known it
		return exitStore
	}
	return exitCodes[kind.Place()]
}

// tell says what happened and what to do next.
func (o *output) tell(k words.Kind) { o.say("%s %s", k.What, k.Do) }

// kindOf is the kind of an error of any package: the scanner knows nothing of the
// domain, but the texts of its faults are kinds.
func kindOf(err error) siak.Kind {
	if fault, ok := errors.AsType[*scanner.FaultError](err); ok {
		return siak.Kind(fault.Fault)
	}
	return siak.KindOf(err)
}

// exitCodes are the exit codes of failures, by where they happened.
var exitCodes = map[siak.Place]int{
	siak.PlaceInput:     exitOther,
	siak.PlaceAccounts:  exitUsage,
	siak.PlaceStore:     exitStore,
	siak.PlaceSignIn:    exitStore,
	siak.PlaceRegistry:  exitRegistry,
	siak.PlaceEnrolment: exitRegistry,
	siak.PlaceCamera:    exitSource,
	siak.PlaceCode:      exitOther,
	siak.PlaceTransfer:  exitOther,
	siak.PlaceOutput:    exitOther,
	siak.PlaceUnknown:   exitOther,
}

// closing closes c at the end of a command and keeps the first error.
func closing(c io.Closer, err *error) {
	if e := c.Close(); *err == nil {
		*err = e
	}
}
