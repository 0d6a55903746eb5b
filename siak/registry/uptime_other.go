//go:build !linux && !windows

package registry

import "time"

func sinceBoot() (time.Duration, bool) { return 0, false }

func bootName() string { return thisProcess }
