package sqlite

import (
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// withKind gives an error of SQLite its kind by the driver's text: its error
// type does not exist in builds without cgo.
func withKind(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err // it has its kind
	}
	for text, kind := range map[string]siak.Kind{
		"database or disk is full": siak.KindDiskFull,
		"not a database":           siak.KindDamaged,
		"malformed":                siak.KindDamaged,
		"readonly":                 siak.KindReadOnly,
		"locked":                   siak.KindBusy,
	} {
		if strings.Contains(err.Error(), text) {
			return siak.E(op, kind, err)
		}
	}
	return err
}

// refused marks an error by which SQLite refuses a row. Its text names the
// columns and not what is in them.
func refused(err error) error {
	if err == nil || !strings.Contains(err.Error(), "constraint failed") {
		return err
	}
	return &refusal{err}
}

type refusal struct{ error }

func (r *refusal) Unwrap() []error { return []error{r.error, server.ErrRefused} }
