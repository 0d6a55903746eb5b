package session

import (
	"errors"
	"os"
	"time"
)

// The end of the window takes this long at the most, whatever the toolkit, a camera
// or the disk does: the desktop ends a session, and an officer who has closed the
// window shuts the laptop.
const (
	endTimeout   = 4 * time.Second // from the word to the end of the process
	toolkitGrace = time.Second     // of it for the toolkit's loop, once all is closed
)

// windowEnd is what happens when the window is told to end: the officer is signed
// out, the files are closed, and the process ends, by itself or not.
type windowEnd struct {
	exit func(code int)
	then func() error // closes what the window has beside the session; nil for nothing
	err  error        // what closing failed with; to be read after the window's Run
}

func newWindowEnd(exit func(int)) *windowEnd {
	if exit == nil {
		exit = os.Exit
	}
	return &windowEnd{exit: exit, then: func() error { return nil }}
}

// run is the hook of [app.App.OnEnd].
func (e *windowEnd) run(signOut func() error) {
	begun := time.Now()
	late := time.AfterFunc(endTimeout, func() { e.exit(1) })
	e.err = errors.Join(signOut(), e.then())
	code := 0
	if e.err != nil {
		code = 1
	}
	// All is closed. A loop that returns ends the process as any other command does.
	if late.Stop() {
		grace := min(toolkitGrace, endTimeout-time.Since(begun))
		time.AfterFunc(grace, func() { e.exit(code) })
	}
}
