package hardening

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

func protect() error {
	var failed []error
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		failed = append(failed, fmt.Errorf("forbid core dumps: %w", err))
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		failed = append(failed, fmt.Errorf("forbid reading the memory: %w", err))
	}
	return errors.Join(failed...)
}
