//go:build !linux

package hardening

import "errors"

// overwriteVariables has no way here.
func overwriteVariables(map[string][]byte) error { return errors.ErrUnsupported }
