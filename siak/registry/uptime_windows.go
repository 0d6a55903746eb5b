package registry

import (
	"time"

	"golang.org/x/sys/windows"
)

// sinceBoot counts sleep too (GetTickCount64).
func sinceBoot() (time.Duration, bool) { return windows.DurationSinceBoot(), true }

// bootName: Windows has no name for a start that a program may read.
func bootName() string { return thisProcess }
