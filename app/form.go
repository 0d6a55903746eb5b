package app

import (
	"slices"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// form is a room with fields, one under the other, that Enter goes through.
type form struct {
	c      *counter
	order  []fyne.Focusable
	first  fyne.Focusable // has the focus when the form is built
	busy   bool           // what was asked for is under way
	failed siak.Kind
}

// focus implements [room]. A form that is built anew keeps the focus.
func (f *form) focus() fyne.Focusable {
	if f.busy || len(f.order) == 0 {
		return nil
	}
	if f.first == nil {
		f.first = f.order[0]
	}
	if now := f.c.a.window.Canvas().Focused(); now != nil && slices.Contains(f.order, now) {
		f.first = now
	}
	return f.first
}

// move goes to a neighbouring field; false at either end.
func (f *form) move(by int) bool {
	i := slices.Index(f.order, f.c.a.window.Canvas().Focused()) + by
	if i < 0 || i >= len(f.order) {
		return false
	}
	f.at(f.order[i])
	return true
}

// at puts the focus on a field.
func (f *form) at(field fyne.Focusable) {
	f.first = field
	f.c.a.window.Canvas().Focus(field)
}

// go through the fields: Enter behind the last one submits.
func (f *form) keys(name fyne.KeyName, submit, back func()) {
	switch {
	case f.busy:
	case name == fyne.KeyEscape:
		back()
	case name == fyne.KeyUp:
		f.move(-1)
	case name == fyne.KeyDown:
		f.move(1)
	case isEnter(name):
		if !f.move(1) {
			submit()
		}
	}
}
