package ui

import (
	"strings"

	"fyne.io/fyne/v2"
)

// RepeatFilter knows a key that is held down from one that is pressed again: the
// toolkit repeats the former. Whoever holds Enter down must not activate the next
// citizen.
type RepeatFilter struct {
	seen  bool // the driver tells of key-down at all
	fresh fyne.KeyName
}

// Down is a key that goes down.
func (f *RepeatFilter) Down(name fyne.KeyName) { f.seen, f.fresh = true, name }

// First reports whether this is the press itself and no repetition of it.
func (f *RepeatFilter) First(name fyne.KeyName) bool {
	if !f.seen {
		return true
	}
	is := f.fresh == name
	f.fresh = ""
	return is
}

// moves reports whether a key only moves a cursor, so that it may repeat.
func moves(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyPageDown:
		return true
	}
	return false
}

// IsEnter reports whether a key is Enter, on the main block or the number pad.
func IsEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

// forWindow reports whether a key is never typed into a field, so that it means
// the same with and without the focus.
func forWindow(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape, fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		return true
	}
	isFunction := len(name) > 1 && strings.HasPrefix(string(name), "F")
	return isFunction || IsEnter(name)
}
