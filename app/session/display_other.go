//go:build !unix || darwin

package session

// HasDisplay reports whether windows can be opened: these systems always have
// a desktop.
func HasDisplay() bool { return true }
