package session

/*
#cgo LDFLAGS: -lX11
#include <X11/Xlib.h>
#include <X11/XKBlib.h>

// caps_lock tells whether Caps Lock is on; -1 where the display does not tell. It has
// a connection of its own, since the toolkit does not hand out its one.
static int caps_lock(void) {
	static Display *display;
	unsigned int lit;
	if (!display && !(display = XOpenDisplay(NULL))) return -1;
	if (XkbGetIndicatorState(display, XkbUseCoreKbd, &lit) != Success) return -1;
	return lit & 1; // the first indicator is Caps Lock (XKB protocol, appendix B)
}
*/
import "C"

// capsLock reports whether Caps Lock is on, as the X server shows it.
func capsLock() bool { return C.caps_lock() == 1 }
