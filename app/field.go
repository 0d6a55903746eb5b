package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// field is a line to type in. Keys that are not for typing go to the window, so
// that they mean the same with and without the focus.
type field struct {
	widget.Entry
	a *App
}

func newField(a *App, secret bool) *field {
	f := &field{a: a}
	f.Password = secret
	f.Wrapping = fyne.TextWrapOff
	f.ExtendBaseWidget(f)
	return f
}

// KeyDown implements [desktop.Keyable].
func (f *field) KeyDown(e *fyne.KeyEvent) {
	f.a.down(e.Name)
	f.Entry.KeyDown(e)
}

// TypedKey implements [fyne.Focusable].
func (f *field) TypedKey(e *fyne.KeyEvent) {
	if forWindow(e.Name) {
		f.a.key(e.Name)
		return
	}
	f.Entry.TypedKey(e)
}

func forWindow(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape, fyne.KeyUp, fyne.KeyDown:
		return true
	}
	isFunction := len(name) > 1 && strings.HasPrefix(string(name), "F")
	return isFunction || isEnter(name)
}
