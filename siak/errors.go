package siak

import (
	"errors"
	"fmt"
)

// Error is a failure with what was tried and what kind of failure it was.
// Its text never holds personal data: who makes one sees to that.
type Error struct {
	Op   string // what was tried: "open ledger"
	Kind Kind
	Err  error // the cause, may be nil
}

// E makes an [Error]. A nil cause is allowed: the kind then says it all.
func E(op string, kind Kind, cause error) error {
	return &Error{Op: op, Kind: kind, Err: cause}
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Op, e.Kind)
	}
	return fmt.Sprintf("%s: %s: %v", e.Op, e.Kind, e.Err)
}

// Unwrap gives the cause to [errors.Is] and [errors.As].
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the outermost [Error] in err's tree: "" for nil,
// [KindUnknown] where there is none.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindUnknown
}
