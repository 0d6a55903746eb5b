package credential

import (
	"errors"

	"ikd/station/siak"
)

// failed makes this package's errors. Its reasons are fixed sentences: the
// errors of the libraries below may quote what they read, and are dropped.
func failed(kind siak.Kind, reason string) error {
	return siak.E("read code", kind, errors.New(reason))
}

func badSignature(reason string) error { return failed(siak.KindBadSignature, reason) }
