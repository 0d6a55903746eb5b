package logging

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"reflect"
	"strconv"
	"syscall"

	"ikd/station/siak"
)

// maxLinks bounds how many links of an error are written.
const maxLinks = 12

// link is one error of a chain.
type link struct {
	Op   string `json:"op,omitempty"`
	Kind string `json:"kind,omitempty"`
	// Step, Host and Class are those of a call to the registry.
	Step  string `json:"step,omitempty"`
	Host  string `json:"host,omitempty"`
	Class string `json:"class,omitempty"`
	// Cause is a sentence of the standard library that is always the same, the
	// number of a system's error, or else the error's Go type.
	Cause string `json:"cause,omitempty"`
}

// chain is an error from the outermost to the innermost; the branches of a joined
// one follow one another.
type chain []link

// MarshalJSON implements [json.Marshaler], so that the handler writes the links as
// they are.
func (c chain) MarshalJSON() ([]byte, error) { return json.Marshal([]link(c)) }

// Error is an error without its texts, which can quote anything: of each error in
// its tree the step and the kind ([siak.Error]), a known error of the standard
// library, the number of a system's error, or the Go type. A nil error gives an
// empty list.
func Error(err error) slog.Attr { return slog.Attr{Key: "error", Value: errorValue(err)} }

func errorValue(err error) slog.Value {
	var links chain
	walk(err, func(l link) bool {
		links = append(links, l)
		return len(links) < maxLinks
	})
	return slog.AnyValue(links)
}

// walk gives the links of an error's tree until more says no.
func walk(err error, more func(link) bool) bool {
	if err == nil {
		return true
	}
	if l, ok := linkOf(err); ok && !more(l) {
		return false
	}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return walk(e.Unwrap(), more)
	case interface{ Unwrap() []error }:
		for _, branch := range e.Unwrap() {
			if !walk(branch, more) {
				return false
			}
		}
	}
	return true
}

// known are errors whose text is always the same.
var known = []error{
	context.Canceled, context.DeadlineExceeded,
	io.EOF, io.ErrUnexpectedEOF, io.ErrShortWrite, io.ErrClosedPipe,
	fs.ErrNotExist, fs.ErrExist, fs.ErrPermission, fs.ErrClosed, fs.ErrInvalid,
	os.ErrDeadlineExceeded, os.ErrProcessDone, net.ErrClosed, errors.ErrUnsupported,
}

// linkOf is what may be told of one error itself; false of one that only joins or
// wraps others.
func linkOf(err error) (link, bool) {
	for _, k := range known {
		if err == k { //nolint:errorlint // this one, not what it wraps
			return link{Cause: k.Error()}, true
		}
	}
	switch e := err.(type) {
	case *siak.Error:
		return link{Op: safe("op", e.Op), Kind: safe("kind", string(e.Kind))}, true
	case *siak.ConnectionError:
		return link{Step: safe("step", string(e.Step)), Host: safe("host", e.Host), Class: safe("class", e.Class)}, true
	case syscall.Errno:
		return link{Cause: "errno " + strconv.FormatUint(uint64(e), 10)}, true
	case *fs.PathError:
		return link{Op: safe("op", e.Op)}, true
	case *net.OpError:
		return link{Op: safe("op", e.Op)}, true
	}
	t := reflect.TypeOf(err).String()
	if t == "*fmt.wrapError" || t == "*fmt.wrapErrors" || t == "*errors.joinError" {
		return link{}, false
	}
	return link{Cause: t}, true
}

// safe is a string that has the form of its key.
func safe(key, s string) string {
	if !Keys[key].MatchString(s) {
		return removed
	}
	return s
}
