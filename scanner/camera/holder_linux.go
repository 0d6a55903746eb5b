//go:build cgo

package camera

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// maxComm is how long the kernel lets a program's name be (proc(5),
// /proc/pid/comm).
const maxComm = 15

// holder is the name of another program that has the device open, "" where
// none can be seen: those of other users cannot. It is the program's name only,
// never what it was started with.
func holder(node string) string {
	if node == "" {
		return ""
	}
	return holderOf(filepath.Join("/dev", node))
}

func holderOf(device string) string {
	own := strconv.Itoa(os.Getpid())
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		process := filepath.Dir(filepath.Dir(link))
		if filepath.Base(process) == own {
			continue
		}
		if target, err := os.Readlink(link); err == nil && target == device {
			return comm(process)
		}
	}
	return ""
}

// comm is the name of a process, of printable characters.
func comm(process string) string {
	b, err := os.ReadFile(filepath.Join(process, "comm"))
	if err != nil {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return -1
		}
		return r
	}, string(b))
	return name[:min(len(name), maxComm)]
}
