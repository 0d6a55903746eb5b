package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pressable is anything that can be pressed with the mouse. It never takes the
// focus: keys belong to the window, so that Enter and Esc always mean the same.
type pressable struct {
	widget.BaseWidget
	face fyne.CanvasObject
	over *canvas.Rectangle // shown while the mouse is over it
	tap  func()
}

var (
	_ fyne.Tappable      = (*pressable)(nil)
	_ desktop.Hoverable  = (*pressable)(nil)
	_ desktop.Cursorable = (*pressable)(nil)
)

func newPressable(face fyne.CanvasObject, hover color.Color, tap func()) *pressable {
	p := &pressable{face: face, over: rounded(hover), tap: tap}
	p.over.Hide()
	p.ExtendBaseWidget(p)
	return p
}

func (p *pressable) heightFor(width float32) float32 { return heightFor(p.face, width) }

// CreateRenderer implements [fyne.Widget].
func (p *pressable) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(newStack(p.over, p.face))
}

// Tapped implements [fyne.Tappable].
func (p *pressable) Tapped(*fyne.PointEvent) {
	if p.tap != nil {
		p.tap()
	}
}

// Cursor implements [desktop.Cursorable].
func (p *pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn implements [desktop.Hoverable].
func (p *pressable) MouseIn(*desktop.MouseEvent) { p.over.Show() }

// MouseMoved implements [desktop.Hoverable].
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements [desktop.Hoverable].
func (p *pressable) MouseOut() { p.over.Hide() }

const buttonHeight = 48

// keyButton shows the key that does the same as pressing it. The primary one
// is the one action of a screen.
func (a *App) keyButton(key, text string, primary bool, tap func()) fyne.CanvasObject {
	p := a.palette
	fg, hover := p.text, p.quiet
	back := rounded(color.Transparent)
	back.StrokeColor, back.StrokeWidth = p.line, p.edge
	if primary {
		fg, hover = p.onInk, color.NRGBA{}
		back = rounded(p.ink)
	}
	face := newRow(gap12, keycap(key, fg), bold(text, sizeText, fg))
	inner := newPressable(pad(gap16, 0, face), hover, tap)
	return sized(0, buttonHeight, newStack(back, inner))
}

// keycap is a key as it is drawn on a button: outlined in the text's colour.
func keycap(key string, c color.NRGBA) fyne.CanvasObject {
	edge := rect(color.Transparent)
	edge.CornerRadius = gap4
	faint := c
	faint.A = 0x80
	edge.StrokeColor, edge.StrokeWidth = faint, 1
	return newStack(edge, pad(gap8, gap4, label(key, sizeSmall, c)))
}

// videoButton is a button over the live picture.
func (a *App) videoButton(key, text string, tap func()) fyne.CanvasObject {
	c := a.palette.onVideo
	back := rounded(color.Transparent)
	back.StrokeColor, back.StrokeWidth = c, 1
	face := newRow(gap12, keycap(key, c), bold(text, sizeText, c))
	return sized(0, buttonHeight, newStack(back, newPressable(pad(gap16, 0, face), color.Transparent, tap)))
}
