package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
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
	top := float32(ui.HeaderHeight)
	put(c.header.box, 0, 0, size.Width, ui.HeaderHeight)
	if c.strip.needed() {
		put(c.strip.box, 0, top, size.Width, stripHeight)
		top += stripHeight
	} else {
		put(c.strip.box, 0, top, size.Width, 0)
	}
	foot := size.Height - ui.StatusHeight
	put(c.status.box, 0, foot, size.Width, ui.StatusHeight)
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
	half := float32(int(size.Width / 2))
	c.right = size.Width - half
	today := todayHeight(size.Height)
	put(c.preview, left, top, half-left, foot-today-top)
	put(c.verdict.box, half, top, size.Width-half, foot-today-top)
	put(c.today.box, left, foot-today, size.Width-left, today)
}

// MinSize implements [fyne.Layout].
func (counterLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// latestRows is how many of today's activations a window has space for.
func latestRows(height float32) int {
	if height < fullHeight {
		return fewRows
	}
	return desk.LatestRows
}

func todayHeight(height float32) float32 {
	return float32(latestRows(height))*pages.RowHeight + 2*ui.Gap16
}
