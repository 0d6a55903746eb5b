package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Truncated is one line of text that gives way to its neighbours: what does not fit
// ends in "…". It takes the rest of a row, as wrapped text does.
type Truncated struct {
	widget.BaseWidget
	full string
	text *canvas.Text
}

// NewTruncated is one line of text that ends in "…" where it does not fit.
func NewTruncated(text string, size float32, c color.Color) *Truncated {
	l := &Truncated{text: Label(text, size, c)}
	l.full = l.text.Text
	l.ExtendBaseWidget(l)
	return l
}

// NewBoldTruncated is NewTruncated in bold.
func NewBoldTruncated(text string, size float32, c color.Color) *Truncated {
	l := NewTruncated(text, size, c)
	l.text.TextStyle.Bold = true
	return l
}

// CreateRenderer implements [fyne.Widget].
func (l *Truncated) CreateRenderer() fyne.WidgetRenderer { return truncatedRenderer{l} }

type truncatedRenderer struct{ l *Truncated }

func (r truncatedRenderer) Layout(size fyne.Size) {
	t := r.l.text
	t.Text = fit(r.l.full, t, size.Width)
	h := t.MinSize().Height
	t.Move(fyne.NewPos(0, floor((size.Height-h)/2)))
	t.Resize(fyne.NewSize(size.Width, h))
}

// fit shortens a text to a width.
func fit(full string, like *canvas.Text, width float32) string {
	measure := func(s string) float32 { return fyne.MeasureText(s, like.TextSize, like.TextStyle).Width }
	if measure(full) <= width {
		return full
	}
	runes := []rune(full)
	for n := len(runes) - 1; n > 0; n-- {
		if short := shorter(runes, n); measure(short) <= width {
			return short
		}
	}
	return "…"
}

// wish is the size at which nothing is cut.
func (l *Truncated) wish() fyne.Size {
	return fyne.MeasureText(l.full, l.text.TextSize, l.text.TextStyle)
}

func (r truncatedRenderer) MinSize() fyne.Size { return fyne.NewSize(0, r.l.wish().Height) }

func (r truncatedRenderer) Refresh()                     { r.Layout(r.l.Size()) }
func (r truncatedRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.l.text} }
func (r truncatedRenderer) Destroy()                     {}
