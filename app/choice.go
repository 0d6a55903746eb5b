package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
)

// choice is a field of a form that takes one of a few values: the arrows and
// the space bar go through them.
type choice struct {
	widget.BaseWidget
	a       *App
	values  []string // keys of texts
	chosen  int
	changed func()
	back    *canvas.Rectangle
	held    *fyne.Container
	focused bool
}

var (
	_ fyne.Focusable  = (*choice)(nil)
	_ fyne.Tappable   = (*choice)(nil)
	_ desktop.Keyable = (*choice)(nil)
)

func newChoice(a *App, changed func(), values ...string) *choice {
	c := &choice{a: a, values: values, changed: changed, held: newStack()}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements [fyne.Widget].
func (c *choice) CreateRenderer() fyne.WidgetRenderer {
	c.draw()
	return widget.NewSimpleRenderer(c.held)
}

// draw shows the value of now, in the colours of now.
func (c *choice) draw() {
	p := c.a.palette
	c.back = rounded(p.surface)
	c.back.StrokeColor, c.back.StrokeWidth = p.muted, p.edge
	if c.focused {
		c.back.StrokeColor, c.back.StrokeWidth = p.ink, 2
	}
	text := newLine(c.a.words.Text(c.values[c.chosen]), sizeText, p.text)
	face := newRow(gap8, icon(assets.IconLeft, 16, p.muted), text, icon(assets.IconRight, 16, p.muted))
	c.held.Objects = []fyne.CanvasObject{sized(0, 44, newStack(c.back, pad(gap12, 0, face)))}
	c.held.Refresh()
}

func (c *choice) turn(by int) {
	c.chosen = (c.chosen + by + len(c.values)) % len(c.values)
	c.draw()
	c.changed()
}

// Tapped implements [fyne.Tappable].
func (c *choice) Tapped(*fyne.PointEvent) {
	c.a.window.Canvas().Focus(c)
	c.turn(1)
}

// FocusGained implements [fyne.Focusable].
func (c *choice) FocusGained() { c.focused = true; c.draw() }

// FocusLost implements [fyne.Focusable].
func (c *choice) FocusLost() { c.focused = false; c.draw() }

// TypedRune implements [fyne.Focusable].
func (c *choice) TypedRune(rune) {}

// KeyDown implements [desktop.Keyable].
func (c *choice) KeyDown(e *fyne.KeyEvent) { c.a.down(e.Name) }

// KeyUp implements [desktop.Keyable].
func (c *choice) KeyUp(*fyne.KeyEvent) {}

// TypedKey implements [fyne.Focusable].
func (c *choice) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		c.turn(-1)
	case fyne.KeyRight, fyne.KeySpace:
		c.turn(1)
	default:
		c.a.key(e.Name)
	}
}
