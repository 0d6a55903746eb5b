//go:build !unix || darwin

package main

// hasDisplay reports whether windows can be opened: these systems always have
// a desktop.
func hasDisplay() bool { return true }
