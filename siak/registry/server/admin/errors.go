package admin

import (
	"errors"
	"fmt"

	"ikd/station/siak"
)

// The exit codes of the staff's commands, the same at both command lines.
const (
	ExitDone     = 0
	ExitUsage    = 2 // an argument is wrong
	ExitStorage  = 3 // the database cannot be used: not there, not migrated, full
	ExitRegistry = 4 // the registry refuses, or knows no such station
	ExitOther    = 6
)

// Error is a failure that says all in its own sentence, which names the arguments
// of the command that it is about.
type Error struct {
	Code int // how the command ends
	text string
}

func (e *Error) Error() string { return e.text }

// Usage is an error for a wrong argument.
func Usage(format string, args ...any) error { return &Error{ExitUsage, fmt.Sprintf(format, args...)} }

// unknown is the error for a station that the registry does not have.
func unknown(station string) error {
	return &Error{ExitRegistry, fmt.Sprintf("the registry knows no such station: %s (%s)", station, siak.KindNotFound)}
}

// ExitCode is how a command that failed with err ends.
func ExitCode(err error) int {
	if err == nil {
		return ExitDone
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	switch kind := siak.KindOf(err); {
	case kind.Place() == siak.PlaceStore, kind == siak.KindUnavailable: // the database's server does not answer
		return ExitStorage
	case kind.Place() == siak.PlaceRegistry, kind == siak.KindNotFound:
		return ExitRegistry
	default:
		return ExitOther
	}
}
