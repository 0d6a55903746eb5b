package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Field is a line to type in. Keys that are not for typing go to the window, so
// that they mean the same with and without the focus.
type Field struct {
	widget.Entry
	style *Style
	ring  *canvas.Rectangle // shown while the field has the focus
}

// NewField makes a field; a secret one shows dots.
func (s *Style) NewField(secret bool) *Field {
	f := &Field{style: s, ring: Rounded(color.Transparent)}
	f.ring.StrokeWidth = 2
	f.ring.Hide()
	f.Password = secret
	f.Wrapping = fyne.TextWrapOff
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements [fyne.Widget].
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	return fieldRenderer{f.Entry.CreateRenderer(), f}
}

// FocusGained implements [fyne.Focusable].
func (f *Field) FocusGained() {
	f.ring.StrokeColor = f.style.Palette.Accent
	f.ring.Show()
	f.Entry.FocusGained()
	f.style.host.Reveal(f)
}

// FocusLost implements [fyne.Focusable].
func (f *Field) FocusLost() {
	f.ring.Hide()
	f.Entry.FocusLost()
}

// fieldRenderer draws the ring over the toolkit's own field.
type fieldRenderer struct {
	fyne.WidgetRenderer
	f *Field
}

func (r fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.f.ring.Resize(size)
}

func (r fieldRenderer) Refresh() {
	r.f.ring.StrokeColor = r.f.style.Palette.Accent
	r.f.ring.Refresh()
	r.WidgetRenderer.Refresh()
}

func (r fieldRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.f.ring)
}

// KeyDown implements [desktop.Keyable].
func (f *Field) KeyDown(e *fyne.KeyEvent) {
	f.style.host.KeyDown(e.Name)
	f.Entry.KeyDown(e)
}

// TypedKey implements [fyne.Focusable].
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if forWindow(e.Name) {
		f.style.host.Key(e.Name)
		return
	}
	f.Entry.TypedKey(e)
}
