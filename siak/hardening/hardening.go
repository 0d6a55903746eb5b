// Package hardening keeps what is secret in the memory of a process there: out of
// core dumps, crash reports, the swap file, the reach of other processes of the same
// user, and the environment.
package hardening

import "os"

// DebuggerVariable is the environment variable with which a developer has a process
// left open to debuggers and core dumps: any value but the empty one.
const DebuggerVariable = "IKD_DEBUGGER"

// Protect forbids core dumps, and keeps other processes of the same user from
// reading this one's memory. It is for the start of a program, after
// [TakeVariables]. An error says what the system did not allow; the rest holds.
//
// Linux: RLIMIT_CORE 0 and PR_SET_DUMPABLE 0 (prctl(2)), which forbids ptrace and
// /proc/PID/mem to whoever is not root. Windows: no crash report of Windows Error
// Reporting takes this program's memory. Elsewhere nothing.
func Protect() error {
	if os.Getenv(DebuggerVariable) != "" {
		return nil
	}
	return protect()
}
