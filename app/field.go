package app

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// field is a line to type in. Keys that are not for typing go to the window, so
// that they mean the same with and without the focus.
type field struct {
	widget.Entry
	a    *App
	ring *canvas.Rectangle // shown while the field has the focus
}

func newField(a *App, secret bool) *field {
	f := &field{a: a, ring: rounded(color.Transparent)}
	f.ring.StrokeWidth = 2
	f.ring.Hide()
	f.Password = secret
	f.Wrapping = fyne.TextWrapOff
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements [fyne.Widget].
func (f *field) CreateRenderer() fyne.WidgetRenderer {
	return fieldRenderer{f.Entry.CreateRenderer(), f}
}

// FocusGained implements [fyne.Focusable].
func (f *field) FocusGained() {
	f.ring.StrokeColor = f.a.palette.ink
	f.ring.Show()
	f.Entry.FocusGained()
}

// FocusLost implements [fyne.Focusable].
func (f *field) FocusLost() {
	f.ring.Hide()
	f.Entry.FocusLost()
}

// fieldRenderer draws the ring over the toolkit's own field.
type fieldRenderer struct {
	fyne.WidgetRenderer
	f *field
}

func (r fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.f.ring.Resize(size)
}

func (r fieldRenderer) Refresh() {
	r.f.ring.StrokeColor = r.f.a.palette.ink
	r.f.ring.Refresh()
	r.WidgetRenderer.Refresh()
}

func (r fieldRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.f.ring)
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
