package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
)

// Choice is a field of a form that takes one of a few values: the arrows and
// the space bar go through them.
type Choice struct {
	widget.BaseWidget
	style   *Style
	texts   func() []string // the values, in the words of now
	Chosen  int
	changed func()
	back    *canvas.Rectangle
	held    *fyne.Container
	focused bool
}

var (
	_ fyne.Focusable  = (*Choice)(nil)
	_ fyne.Tappable   = (*Choice)(nil)
	_ fyne.Tabbable   = (*Choice)(nil)
	_ desktop.Keyable = (*Choice)(nil)
)

// NewChoice makes a field of a few values. texts are the values in the words of
// now; changed is called after each change.
func (s *Style) NewChoice(texts func() []string, changed func()) *Choice {
	c := &Choice{style: s, texts: texts, changed: changed, held: NewStack()}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements [fyne.Widget].
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	c.draw()
	return widget.NewSimpleRenderer(c.held)
}

// draw shows the value of now, in the colours of now.
func (c *Choice) draw() {
	p := c.style.Palette
	c.back = Rounded(p.Surface)
	c.back.StrokeColor, c.back.StrokeWidth = p.Muted, p.Edge
	if c.focused {
		c.back.StrokeColor, c.back.StrokeWidth = p.Accent, 2
	}
	text := NewTruncated(c.texts()[c.Chosen], SizeText, p.Text)
	face := NewRow(Gap8, Icon(assets.IconLeft, 16, p.Muted), text, Icon(assets.IconRight, 16, p.Muted))
	c.held.Objects = []fyne.CanvasObject{Sized(0, 44, NewStack(c.back, Pad(Gap12, 0, face)))}
	c.held.Refresh()
}

func (c *Choice) move(by int) {
	n := len(c.texts())
	c.Chosen = (c.Chosen + by + n) % n
	c.draw()
	c.changed()
}

// Tapped implements [fyne.Tappable].
func (c *Choice) Tapped(*fyne.PointEvent) {
	c.style.host.Focus(c)
	c.move(1)
}

// FocusGained implements [fyne.Focusable].
func (c *Choice) FocusGained() {
	c.focused = true
	c.draw()
	c.style.host.Reveal(c)
}

// FocusLost implements [fyne.Focusable].
func (c *Choice) FocusLost() { c.focused = false; c.draw() }

// TypedRune implements [fyne.Focusable].
func (c *Choice) TypedRune(r rune) { c.style.host.Typed(r, nil) }

// AcceptsTab implements [fyne.Tabbable]: the Tab that ends a scan stays here.
func (c *Choice) AcceptsTab() bool { return c.style.host.Ended() }

// KeyDown implements [desktop.Keyable].
func (c *Choice) KeyDown(e *fyne.KeyEvent) { c.style.host.Pressed(e, nil) }

// KeyUp implements [desktop.Keyable].
func (c *Choice) KeyUp(e *fyne.KeyEvent) { c.style.host.Released(e) }

// TypedKey implements [fyne.Focusable].
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyTab: // that ended a scan
	case fyne.KeyLeft:
		c.move(-1)
	case fyne.KeyRight, fyne.KeySpace:
		c.move(1)
	default:
		c.style.host.Key(e.Name)
	}
}
