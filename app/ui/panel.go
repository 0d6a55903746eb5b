package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// PanelName tells panels apart, so that the key which opened one closes it.
type PanelName string

// Corner is where a panel is anchored.
type Corner int

// The corners.
const (
	TopRight Corner = iota
	BottomLeft
)

const (
	panelWidth = 376
	keyColumn  = 84
)

// Item is a line of a panel that can be chosen.
type Item struct {
	Key  string // the key that does the same, "" for none
	Text string
	Note string // at the right, in small type
	Run  func()
}

// Panel is a small card over the screen. It is no dialog: nothing waits for it,
// and Esc or a click beside it closes it.
type Panel struct {
	Name   PanelName
	At     Corner
	Title  string
	Facts  []string // sentences under the title
	Items  []Item
	Cursor int
	again  func() *Panel     // makes the panel anew, in other words
	chosen fyne.CanvasObject // the line under the cursor; nil for none
}

// key handles a key; false leaves it to the screen.
func (p *Panel) key(w *Window, name fyne.KeyName) bool {
	switch {
	case name == fyne.KeyEscape:
		w.ClosePanel()
	case name == fyne.KeyUp && p.Cursor > 0:
		p.Cursor--
		w.rebuildPanel()
	case name == fyne.KeyDown && p.Cursor < len(p.Items)-1:
		p.Cursor++
		w.rebuildPanel()
	case IsEnter(name):
		p.choose(w, p.Cursor)
	case name == fyne.KeyUp || name == fyne.KeyDown:
	default:
		return false
	}
	return true
}

// choose runs an item; without items Enter closes.
func (p *Panel) choose(w *Window, i int) {
	if i >= len(p.Items) {
		w.ClosePanel()
		return
	}
	p.Cursor = i
	if run := p.Items[i].Run; run != nil {
		run()
	}
}

func (p *Panel) build(w *Window) fyne.CanvasObject {
	c := w.Palette
	var parts []fyne.CanvasObject
	p.chosen = nil
	for _, fact := range p.Facts {
		parts = append(parts, Pad(Gap16, Gap4, NewParagraph(fact, SizeText, c.Text)))
	}
	var lines []fyne.CanvasObject
	for i := range p.Items {
		lines = append(lines, p.line(w, i))
	}
	if len(lines) > 0 {
		parts = append(parts, Pad(Gap8, 0, NewColumn(0, lines...)))
	}
	back := Rounded(c.Surface)
	back.StrokeColor, back.StrokeWidth = c.Line, c.Edge
	title := fyne.CanvasObject(Bold(p.Title, SizeText, c.Text))
	if title.MinSize().Width > panelWidth-2*Gap16 {
		title = NewBoldParagraph(p.Title, SizeText, c.Text)
	}
	column := NewColumn(w.Gap/2, Pad(Gap16, 0, title))
	if len(parts) > 0 {
		column.Add(w.NewScroll(NewColumn(w.Gap/2, parts...)))
	}
	card := NewStack(back, Pad(0, w.Gap, column))
	return NewStack(newBackdrop(w.ClosePanel), newCornered(cornered{p.At, w.Measures}, card))
}

func (p *Panel) line(w *Window, i int) fyne.CanvasObject {
	c, it := w.Palette, p.Items[i]
	fg := c.Text
	back := Rounded(color.Transparent)
	if i == p.Cursor && it.Run != nil {
		back, fg = Rounded(c.Accent), c.OnAccent
	}
	parts := []fyne.CanvasObject{}
	switch {
	case it.Key != "":
		parts = append(parts, Sized(keyColumn, 0, NewRow(0, Keycap(it.Key, fg))))
	case p.Items[0].Key != "":
		parts = append(parts, Sized(keyColumn, 0, NewStack()))
	}
	parts = append(parts, NewTruncated(it.Text, SizeText, fg))
	if it.Note != "" {
		parts = append(parts, Label(it.Note, SizeSmall, fg))
	}
	face := Pad(Gap8, 0, NewRow(Gap8, parts...))
	line := Sized(0, p.lineHeight(), NewStack(back, NewPressable(face, color.Transparent, func() { p.choose(w, i) })))
	if i == p.Cursor {
		p.chosen = line
	}
	return line
}

// lineHeight is less where there are many lines: the lowest window has space for
// all of them.
func (p *Panel) lineHeight() float32 {
	if len(p.Items) > 11 {
		return 36
	}
	return 40
}

// backdropColor dims what is behind a panel.
var backdropColor = color.NRGBA{A: 0x38}

// backdrop takes a click beside a panel.
type backdrop struct {
	widget.BaseWidget
	tap func()
}

func newBackdrop(tap func()) *backdrop {
	b := &backdrop{tap: tap}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements [fyne.Widget].
func (b *backdrop) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(backdropColor))
}

// Tapped implements [fyne.Tappable].
func (b *backdrop) Tapped(*fyne.PointEvent) { b.tap() }

// cornered puts a card into a corner, clear of header and status line.
type cornered struct {
	at Corner
	*Measures
}

func newCornered(l cornered, card fyne.CanvasObject) *fyne.Container {
	c := NewStack(card)
	c.Layout = l
	return c
}

// Layout implements [fyne.Layout].
func (l cornered) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := min(heightFor(o, panelWidth), size.Height-l.Header-l.Status-2*Gap8)
		pos := fyne.NewPos(Gap16, size.Height-l.Status-Gap8-h)
		if l.at == TopRight {
			pos = fyne.NewPos(size.Width-panelWidth-Gap16, l.Header+Gap8)
		}
		o.Move(pos)
		o.Resize(fyne.NewSize(panelWidth, h))
	}
}

// MinSize implements [fyne.Layout].
func (cornered) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
