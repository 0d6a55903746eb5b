package main

import (
	"log"
	"os"
	"strings"

	"golang.org/x/sys/windows"
)

// station.exe is marked as a program with a window, so that Windows opens no
// console beside it. It then has no console of its own to write to either:
// where a shell gave it no file and no pipe, the commands that print borrow
// the console that they were started from. Standard input is not borrowed: the
// shell does not wait for such a program and reads from there itself. station.com
// is the same program marked for the console and has none of this trouble.
func init() {
	if !prints(os.Args[1:]) {
		return
	}
	out, err := usable(windows.STD_OUTPUT_HANDLE), usable(windows.STD_ERROR_HANDLE)
	if out && err {
		return
	}
	// Where this fails there is no console to be had, or it is there already;
	// opening it tells.
	const attachParentProcess = ^uintptr(0) // ATTACH_PARENT_PROCESS, wincon.h
	_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole").Call(attachParentProcess)
	if !out {
		os.Stdout = console(windows.STD_OUTPUT_HANDLE, os.Stdout)
	}
	if !err {
		os.Stderr = console(windows.STD_ERROR_HANDLE, os.Stderr)
		log.SetOutput(os.Stderr)
	}
}

// prints tells whether the arguments ask for something else than the window. The
// window does not borrow the console: closing that would end the station.
func prints(args []string) bool {
	for _, a := range args {
		switch {
		case a == "-h", a == "--help", a == "--version":
			return true
		case a == "window":
			return false
		case !strings.HasPrefix(a, "-"):
			return true
		}
	}
	return false
}

// usable tells whether the standard handle leads anywhere.
func usable(standard uint32) bool {
	h, err := windows.GetStdHandle(standard)
	if err != nil || h == 0 || h == windows.InvalidHandle {
		return false
	}
	_, err = windows.GetFileType(h)
	return err == nil
}

// console opens the attached console's screen as that standard handle, so that
// the runtime finds it too when it has to report a crash.
func console(standard uint32, otherwise *os.File) *os.File {
	f, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		return otherwise
	}
	_ = windows.SetStdHandle(standard, windows.Handle(f.Fd()))
	return f
}
