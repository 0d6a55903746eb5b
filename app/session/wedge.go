package session

import (
	"ikd/station/scanner"
	"ikd/station/scanner/wedge"
	"ikd/station/siak/credential"
)

// typing is what a USB scanner types, which works as a keyboard.
type typing struct{ *work }

// Scanned implements [app.Session]: a code that a USB scanner typed is read like one
// that the camera saw, and the same code is not taken twice either.
func (t *typing) Scanned(r scanner.Reading) {
	if t.station.Filter.Take(r.Text, r.At) {
		t.desk.Read(r)
	}
}

// Form implements [app.Backend].
func (b *Backend) Form(text string) wedge.Form {
	switch credential.CompletenessOf(text) {
	case credential.Complete:
		return wedge.Whole
	case credential.CutShort:
		return wedge.Cut
	}
	return wedge.Foreign
}

// CapsLock implements [app.Backend].
func (b *Backend) CapsLock() bool { return capsLock() }
