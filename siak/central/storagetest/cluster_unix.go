//go:build unix

package storagetest

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// server is the user as whom the server runs: PostgreSQL refuses root. nil where
// this process is somebody else already.
func server() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

func ownedByServer(dir string) error {
	c := server()
	if c == nil {
		return nil
	}
	return os.Chown(dir, int(c.Uid), int(c.Gid))
}

func asServer(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: server(), Setpgid: true}
	dieWithTest(cmd.SysProcAttr)
}
