//go:build !unix

package main

import "os"

// usage is the CPU time of a process that has ended; its memory is not known.
func usage(p *os.ProcessState) (cpu float64, mib int) {
	if p == nil {
		return 0, 0
	}
	return (p.UserTime() + p.SystemTime()).Seconds(), 0
}

// ownUsage is not known here.
func ownUsage() (cpu float64, mib int) { return 0, 0 }
