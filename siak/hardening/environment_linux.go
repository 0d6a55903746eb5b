package hardening

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
)

// Where proc(5) tells the place of the environment that the process began with.
const (
	statFile = "/proc/self/stat"
	memFile  = "/proc/self/mem"
	// The fields of statFile behind the command's closing bracket, the first of which
	// is number 3 of proc_pid_stat(5): env_start is 50, env_end 51.
	envStart, envEnd = 50 - 3, 51 - 3
)

// overwriteVariables writes zeros over values in the memory that /proc/PID/environ
// reads. It goes through /proc/self/mem, so that the kernel checks each address. C's
// getenv, where a library had asked for one, gives the empty string from then on.
func overwriteVariables(values map[string][]byte) error {
	stat, err := os.ReadFile(statFile)
	if err != nil {
		return err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) <= envEnd {
		return errors.New("the kernel does not say where the environment is")
	}
	from, err1 := strconv.ParseInt(fields[envStart], 10, 64)
	to, err2 := strconv.ParseInt(fields[envEnd], 10, 64)
	if err := errors.Join(err1, err2); err != nil || from == 0 || to <= from {
		return errors.New("the kernel does not say where the environment is")
	}
	mem, err := os.OpenFile(memFile, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer mem.Close()
	block := make([]byte, to-from)
	defer clear(block)
	if _, err := mem.ReadAt(block, from); err != nil {
		return err
	}
	for at := 0; at < len(block); {
		end := bytes.IndexByte(block[at:], 0)
		if end < 0 {
			end = len(block) - at
		}
		name, value, is := bytes.Cut(block[at:at+end], []byte("="))
		if _, ours := values[string(name)]; is && ours {
			if _, err := mem.WriteAt(make([]byte, len(value)), from+int64(at+len(name)+1)); err != nil {
				return err
			}
		}
		at += end + 1
	}
	return nil
}
