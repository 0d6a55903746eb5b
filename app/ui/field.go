package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
	"ikd/station/siak"
)

// Field is a line to type in. Keys that are not for typing go to the window, so
// that they mean the same with and without the focus.
type Field struct {
	widget.Entry
	style *Style
	ring  *canvas.Rectangle // shown while the field has the focus
	caps  *fyne.Container   // of a secret field: says that Caps Lock is on
	says  string            // in caps
}

// NewField makes a field; a secret one shows dots.
func (s *Style) NewField(secret bool) *Field {
	f := &Field{style: s, ring: Rounded(color.Transparent), caps: NewStack()}
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
	f.showCaps()
}

// FocusLost implements [fyne.Focusable].
func (f *Field) FocusLost() {
	f.ring.Hide()
	f.Entry.FocusLost()
	f.showCaps()
}

// showCaps says at the field's end that Caps Lock is on.
func (f *Field) showCaps() {
	says := ""
	if f.Password && f.ring.Visible() {
		says = f.style.host.CapsLock()
	}
	if says == f.says {
		return
	}
	f.says, f.caps.Objects = says, nil
	if says != "" {
		p := f.style.Palette
		line := NewRow(Gap8, Icon(assets.IconEye, 16, p.Tone(siak.ToneLookTwice).Mark), Label(says, SizeSmall, p.Text))
		f.caps.Objects = []fyne.CanvasObject{Rounded(p.Subtle), Pad(Gap8, 0, line)}
	}
	f.Refresh()
}

// fieldRenderer draws the ring over the toolkit's own field.
type fieldRenderer struct {
	fyne.WidgetRenderer
	f *Field
}

func (r fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.f.ring.Resize(size)
	r.layoutCaps(size)
}

// revealer is the width of the toolkit's button at the end of a secret field, which
// shows what was typed.
const revealer = 44

// layoutCaps puts what is said of Caps Lock at the end of the field.
func (r fieldRenderer) layoutCaps(size fyne.Size) {
	width := r.f.caps.MinSize().Width
	r.f.caps.Move(fyne.NewPos(size.Width-width-revealer, Gap4))
	r.f.caps.Resize(fyne.NewSize(width, size.Height-2*Gap4))
}

func (r fieldRenderer) Refresh() {
	r.f.ring.StrokeColor = r.f.style.Palette.Accent
	r.f.ring.Refresh()
	r.layoutCaps(r.f.Size())
	r.f.caps.Refresh()
	r.WidgetRenderer.Refresh()
}

func (r fieldRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.f.ring, r.f.caps)
}

// KeyDown implements [desktop.Keyable].
func (f *Field) KeyDown(e *fyne.KeyEvent) {
	f.style.host.Pressed(e, f)
	f.Entry.KeyDown(e)
	f.showCaps()
}

// KeyUp implements [desktop.Keyable].
func (f *Field) KeyUp(e *fyne.KeyEvent) {
	f.style.host.Released(e)
	f.Entry.KeyUp(e)
	f.showCaps()
}

// TypedRune implements [fyne.Focusable]: what a scanner types does not get here.
func (f *Field) TypedRune(r rune) {
	if !f.style.host.Typed(r, f) {
		f.Entry.TypedRune(r)
	}
}

// AcceptsTab implements [fyne.Tabbable]: the Tab that ends a scan stays here.
func (f *Field) AcceptsTab() bool { return f.style.host.Ended() }

// TypedKey implements [fyne.Focusable].
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyTab: // that ended a scan
	case forWindow(e.Name):
		f.style.host.Key(e.Name)
	case !f.style.host.Foreign():
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut implements [fyne.Shortcutable].
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if !f.style.host.Foreign() {
		f.Entry.TypedShortcut(s)
	}
}

// Content is what stands in a field, and where its cursor is, in characters.
type Content struct {
	Text   string
	Column int
}

// Content is what stands in the field now.
func (f *Field) Content() Content { return Content{f.Text, f.CursorColumn} }

// Restore puts back what stood in the field, with what was typed at the cursor.
func (f *Field) Restore(c Content, typed []rune) {
	runes := []rune(c.Text)
	at := min(c.Column, len(runes))
	f.SetText(string(slices.Concat(runes[:at], typed, runes[at:])))
	f.CursorColumn = at + len(typed)
	f.Refresh()
}
