//go:build unix && !darwin

package main

import "os"

// hasDisplay reports whether there is a display server to ask for a window.
func hasDisplay() bool {
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
