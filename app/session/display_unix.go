//go:build unix && !darwin

package session

import "os"

// HasDisplay reports whether there is a display server to ask for a window.
func HasDisplay() bool {
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
