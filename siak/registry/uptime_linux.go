package registry

import (
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot counts sleep too, which the runtime's own monotonic clock does not.
func sinceBoot() (time.Duration, bool) {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}

// bootName is the kernel's own name for this start.
var bootName = sync.OnceValue(func() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return thisProcess
	}
	return strings.TrimSpace(string(id))
})
