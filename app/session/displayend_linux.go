package session

/*
#cgo LDFLAGS: -lX11
#include <unistd.h>
#include <X11/Xlib.h>

static int display_gone_fd = -1;

// Xlib ends the process when this returns, so it does not: the thread stays here
// until the process ends in its own way.
static int display_gone(Display *display) {
	char word = 1;
	(void)display;
	while (write(display_gone_fd, &word, 1) < 0) {}
	for (;;) pause();
	return 0;
}

static void watch_display(int fd) {
	display_gone_fd = fd;
	XSetIOErrorHandler(display_gone);
}
*/
import "C"

import (
	"os"
	"runtime"
)

// watchDisplay has gone called, on a goroutine of its own, when the X server has
// closed the connection: the desktop's session has ended. Xlib would end the process
// there and then (XSetIOErrorHandler(3)), with the officer signed in and the files
// open; instead the toolkit's thread stops, for good.
func watchDisplay(gone func()) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	C.watch_display(C.int(write.Fd()))
	go func() {
		var word [1]byte
		if n, _ := read.Read(word[:]); n == 1 {
			gone()
		}
		runtime.KeepAlive(write) // the handler writes to it
	}()
	return nil
}
