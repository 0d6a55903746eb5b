//go:build !windows

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// openSecret follows no link at the end of the path, and does not wait for the other
// end of a pipe.
const openSecret = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// readableByOthers says why a file is no place for a secret; "" for a good one.
func readableByOthers(_ *os.File, info fs.FileInfo) string {
	if info.Mode().Perm()&0o077 != 0 {
		return "is open to other users: chmod 600"
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 && int(stat.Uid) != os.Geteuid() {
		return "belongs to another user"
	}
	return ""
}
