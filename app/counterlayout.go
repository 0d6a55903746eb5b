package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
)

// counterLayout keeps the same thing in the same place: the verdict has the
// right half whatever else is open.
type counterLayout struct{ c *counterPage }

// Layout implements [fyne.Layout].
func (l counterLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	c := l.c
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	m := c.env.Measures
	top := m.Header
	put(c.header.box, 0, 0, size.Width, m.Header)
	if c.strip.needed() {
		put(c.strip.box, 0, top, size.Width, m.Strip)
		top += m.Strip
	} else {
		put(c.strip.box, 0, top, size.Width, 0)
	}
	foot := size.Height - m.Status
	put(c.status.box, 0, foot, size.Width, m.Status)
	left := float32(0)
	if c.training != nil {
		put(c.training.Object(), 0, top, pages.TrainingWidth, foot-top)
		left = pages.TrainingWidth
	}
	if c.page != nil {
		put(c.within, left, top, size.Width-left, foot-top)
		return
	}
	if c.list != nil {
		put(c.list.Object(), left, top, size.Width-left, foot-top)
		return
	}
	c.right = pages.CounterWidth(size.Width)
	if size.Width-c.right-left < pages.LeastPreview {
		c.right = size.Width - left
	}
	today := pages.DayHeight(size.Height)
	middle := size.Width - c.right
	c.preview.Hidden = middle == left
	put(c.preview, left, top, middle-left, foot-today-top)
	put(c.verdict.box, middle, top, c.right, foot-today-top)
	c.today.box.Hidden = today == 0
	put(c.today.box, left, foot-today, size.Width-left, today)
}

// MinSize implements [fyne.Layout].
func (counterLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
