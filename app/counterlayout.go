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
	c.right = rightWidth(size.Width)
	if size.Width-c.right-left < leastPreview {
		c.right = size.Width - left
	}
	today := todayHeight(size.Height)
	middle := size.Width - c.right
	c.preview.Hidden = middle == left
	put(c.preview, left, top, middle-left, foot-today-top)
	put(c.verdict.box, middle, top, c.right, foot-today-top)
	c.today.box.Hidden = today == 0
	put(c.today.box, left, foot-today, size.Width-left, today)
}

// MinSize implements [fyne.Layout].
func (counterLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// What gives way where the window is smaller than the usual screen, see
// docs/design.md. Heights and widths of windows are in pixels at 100 %.
const (
	fullHeight   = 740  // from here on the day has all of its latest rows
	someHeight   = 660  // below, the day is one line
	lineHeight   = 480  // below, the day is not shown at all
	halfWidth    = 1000 // below, the verdict has more than its half
	leastPreview = 160  // a narrower picture shows nothing that one could aim by
	fewRows      = 3    // of today's latest, below fullHeight
)

// rightWidth is what the verdict has of a window's width.
func rightWidth(width float32) float32 {
	if width < halfWidth {
		return float32(int(width * 3 / 5))
	}
	return width - float32(int(width/2))
}

// latestRows is how many of today's activations a window has space for.
func latestRows(height float32) int {
	if height < fullHeight {
		return fewRows
	}
	return desk.LatestRows
}

func todayHeight(height float32) float32 {
	switch {
	case height < lineHeight:
		return 0
	case height < someHeight:
		return pages.RowHeight + 2*ui.Gap8
	}
	return float32(latestRows(height))*pages.RowHeight + 2*ui.Gap16
}
