package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// usage reads what a process of this machine uses, from Linux's /proc; zero where
// there is none.
type usage int32

// ticks of a processor's time there are in a second (proc(5), sysconf(_SC_CLK_TCK)):
// 100 on every architecture that the registry runs on.
const ticks = 100

// cpu is the processor time in seconds, of user and system.
func (u usage) cpu() float64 {
	fields := u.fields()
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(string(fields[11]), 64)
	system, _ := strconv.ParseFloat(string(fields[12]), 64)
	return (user + system) / ticks
}

// memory is the resident memory in bytes.
func (u usage) memory() int64 {
	fields := u.fields()
	if len(fields) < 22 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(fields[21]), 10, 64)
	return pages * int64(os.Getpagesize())
}

// fields are those of /proc/PID/stat from the third on: the second is a name that
// may have anything in it.
func (u usage) fields() [][]byte {
	if u == 0 {
		return nil
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", u))
	if err != nil {
		return nil
	}
	return bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
}
