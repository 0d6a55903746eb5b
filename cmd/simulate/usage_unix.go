//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
	"time"
)

// usage is what a process that has ended took: seconds of CPU, MiB at its peak.
func usage(p *os.ProcessState) (cpu float64, mib int) {
	if p == nil {
		return 0, 0
	}
	cpu = (p.UserTime() + p.SystemTime()).Seconds()
	if r, ok := p.SysUsage().(*syscall.Rusage); ok {
		mib = peak(r)
	}
	return cpu, mib
}

// ownUsage is what this process took.
func ownUsage() (cpu float64, mib int) {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0, 0
	}
	cpu = time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
	return cpu, peak(&r)
}

// peak: the system counts in KiB, but macOS in bytes (getrusage(2)).
func peak(r *syscall.Rusage) int {
	if runtime.GOOS == "darwin" {
		return int(r.Maxrss >> 20)
	}
	return int(r.Maxrss >> 10)
}
