//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime is the processor time that the program has taken, collection of
// garbage included: what else runs on the machine does not change it.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
