package ui

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Form is the fields of a screen, one under the other, that Enter goes through.
type Form struct {
	// Busy is set while what was asked for is under way: nothing can be typed.
	Busy   bool
	window *Window
	order  []fyne.Focusable
	first  fyne.Focusable // has the focus when the form is built
}

// NewForm makes a form of fields in a window.
func NewForm(w *Window, fields ...fyne.Focusable) *Form { return &Form{window: w, order: fields} }

// SetFields gives the form other fields; none leave it without a focus.
func (f *Form) SetFields(fields ...fyne.Focusable) { f.order = fields }

// Start chooses the field that has the focus when the form is built.
func (f *Form) Start(field fyne.Focusable) { f.first = field }

// Focus is the field that has the focus; nil for none. A form that is built anew
// keeps the focus.
func (f *Form) Focus() fyne.Focusable {
	if f.Busy || len(f.order) == 0 {
		return nil
	}
	if f.first == nil {
		f.first = f.order[0]
	}
	if now := f.window.Focused(); now != nil && slices.Contains(f.order, now) {
		f.first = now
	}
	return f.first
}

// Move goes to a neighbouring field; false at either end.
func (f *Form) Move(by int) bool {
	i := slices.Index(f.order, f.window.Focused()) + by
	if i < 0 || i >= len(f.order) {
		return false
	}
	f.GoTo(f.order[i])
	return true
}

// GoTo puts the focus on a field.
func (f *Form) GoTo(field fyne.Focusable) {
	f.first = field
	f.window.Focus(field)
}

// Keys goes through the fields: Enter behind the last one submits.
func (f *Form) Keys(name fyne.KeyName, submit, back func()) {
	switch {
	case f.Busy:
	case name == fyne.KeyEscape:
		back()
	case name == fyne.KeyUp:
		f.Move(-1)
	case name == fyne.KeyDown:
		f.Move(1)
	case IsEnter(name):
		if !f.Move(1) {
			submit()
		}
	}
}
