package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pointerArea lies behind everything and notices the mouse.
type pointerArea struct {
	widget.BaseWidget
	moved func()
}

var _ desktop.Hoverable = (*pointerArea)(nil)

func newPointerArea(moved func()) *pointerArea {
	p := &pointerArea{moved: moved}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements [fyne.Widget].
func (p *pointerArea) CreateRenderer() fyne.WidgetRenderer {
	// The window is cleared with the page's colour before anything is drawn: one
	// more rectangle of its size would be a third of what a live picture costs
	// where drawing is done in software.
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// MouseIn implements [desktop.Hoverable].
func (p *pointerArea) MouseIn(*desktop.MouseEvent) { p.moved() }

// MouseMoved implements [desktop.Hoverable].
func (p *pointerArea) MouseMoved(*desktop.MouseEvent) { p.moved() }

// MouseOut implements [desktop.Hoverable].
func (p *pointerArea) MouseOut() { p.moved() }
