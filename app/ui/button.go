package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Pressable is anything that can be pressed with the mouse. It never takes the
// focus: keys belong to the window, so that Enter and Esc always mean the same.
type Pressable struct {
	widget.BaseWidget
	face fyne.CanvasObject
	over *canvas.Rectangle // shown while the mouse is over it
	tap  func()
}

var (
	_ fyne.Tappable      = (*Pressable)(nil)
	_ desktop.Hoverable  = (*Pressable)(nil)
	_ desktop.Cursorable = (*Pressable)(nil)
)

// NewPressable makes an object that calls tap when it is clicked; hover is its
// background under the mouse.
func NewPressable(face fyne.CanvasObject, hover color.Color, tap func()) *Pressable {
	p := &Pressable{face: face, over: Rounded(hover), tap: tap}
	p.over.Hide()
	p.ExtendBaseWidget(p)
	return p
}

func (p *Pressable) heightFor(width float32) float32 { return heightFor(p.face, width) }

// CreateRenderer implements [fyne.Widget].
func (p *Pressable) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(NewStack(p.over, p.face))
}

// Tapped implements [fyne.Tappable].
func (p *Pressable) Tapped(*fyne.PointEvent) {
	if p.tap != nil {
		p.tap()
	}
}

// Cursor implements [desktop.Cursorable].
func (p *Pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn implements [desktop.Hoverable].
func (p *Pressable) MouseIn(*desktop.MouseEvent) { p.over.Show() }

// MouseMoved implements [desktop.Hoverable].
func (p *Pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements [desktop.Hoverable].
func (p *Pressable) MouseOut() { p.over.Hide() }

// ButtonHeight is the height of a button, in pixels at 100 %.
const ButtonHeight = 48

// Keycap is a key as it is drawn on a button: outlined in the text's colour.
func Keycap(key string, c color.NRGBA) fyne.CanvasObject {
	edge := Rect(color.Transparent)
	edge.CornerRadius = Gap4
	faint := c
	faint.A = 0x80
	edge.StrokeColor, edge.StrokeWidth = faint, 1
	return NewStack(edge, Pad(Gap8, Gap4, Label(key, SizeSmall, c)))
}
