package registry

import (
	"crypto/rand"
	"time"
)

// thisProcess names a start where the system has no name for it: an uptime can
// then be compared within one run of the program only.
var thisProcess = "process " + rand.Text()

// systemUptime is the stopwatch of this machine.
func systemUptime() (time.Duration, string, bool) {
	up, ok := sinceBoot()
	return up, bootName(), ok
}
