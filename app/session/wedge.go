package session

import (
	"time"

	"ikd/station/scanner/wedge"
)

// typing is what a USB scanner types, which works as a keyboard. It belongs to the
// GUI's thread.
type typing struct {
	*work
	wedge wedge.Wedge
}

// Typed implements [app.Session].
func (t *typing) Typed(r rune) { t.wedge.Rune(r, time.Now()) }

// Typing implements [app.Session].
func (t *typing) Typing() bool { return t.wedge.Typing(time.Now()) }

// Entered implements [app.Session]: a code that a USB scanner typed is read
// like one that the camera saw, and the same code is not taken twice either.
func (t *typing) Entered() bool {
	reading, scanned := t.wedge.Enter(time.Now())
	if scanned && t.station.Filter.Take(reading.Text, reading.At) {
		t.desk.Read(reading)
	}
	return scanned
}
