package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// line is one line of text that gives way to its neighbours: what does not fit
// ends in "…". It takes the rest of a row, as wrapped text does.
type line struct {
	widget.BaseWidget
	full string
	text *canvas.Text
}

func newLine(text string, size float32, c color.Color) *line {
	l := &line{full: text, text: label(text, size, c)}
	l.ExtendBaseWidget(l)
	return l
}

func newBoldLine(text string, size float32, c color.Color) *line {
	l := newLine(text, size, c)
	l.text.TextStyle.Bold = true
	return l
}

// CreateRenderer implements [fyne.Widget].
func (l *line) CreateRenderer() fyne.WidgetRenderer { return lineRenderer{l} }

type lineRenderer struct{ l *line }

func (r lineRenderer) Layout(size fyne.Size) {
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
		if short := string(runes[:n]) + "…"; measure(short) <= width {
			return short
		}
	}
	return "…"
}

func (r lineRenderer) MinSize() fyne.Size {
	full := fyne.MeasureText(r.l.full, r.l.text.TextSize, r.l.text.TextStyle)
	return fyne.NewSize(0, full.Height)
}

func (r lineRenderer) Refresh()                     { r.Layout(r.l.Size()) }
func (r lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.l.text} }
func (r lineRenderer) Destroy()                     {}
