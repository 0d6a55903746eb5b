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
	from, length, err := environmentPlace()
	if err != nil {
		return err
	}
	mem, err := os.OpenFile(memFile, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer mem.Close()
	block := make([]byte, length)
	defer clear(block)
	if _, err := mem.ReadAt(block, from); err != nil {
		return err
	}
	at := from
	for _, variable := range bytes.SplitAfter(block, []byte{0}) {
		name, value, is := bytes.Cut(bytes.TrimSuffix(variable, []byte{0}), []byte("="))
		if _, ours := values[string(name)]; is && ours {
			if _, err := mem.WriteAt(make([]byte, len(value)), at+int64(len(name)+1)); err != nil {
				return err
			}
		}
		at += int64(len(variable))
	}
	return nil
}

// environmentPlace is where the environment began, and its length in bytes.
func environmentPlace() (from, length int64, err error) {
	stat, err := os.ReadFile(statFile)
	if err != nil {
		return 0, 0, err
	}
	var to int64
	if fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])); len(fields) > envEnd {
		from, _ = strconv.ParseInt(fields[envStart], 10, 64)
		to, _ = strconv.ParseInt(fields[envEnd], 10, 64)
	}
	if from == 0 || to <= from { // as for who may not know it
		return 0, 0, errors.New("the kernel does not say where the environment is")
	}
	return from, to - from, nil
}
