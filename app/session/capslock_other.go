//go:build !linux && !windows

package session

// capsLock is false: no other system is asked.
func capsLock() bool { return false }
