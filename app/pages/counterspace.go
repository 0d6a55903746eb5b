package pages

import (
	"ikd/station/app/desk"
	"ikd/station/app/ui"
)

// What gives way where the window is smaller than the usual screen, see
// docs/design.md. Heights and widths of windows are in pixels at 100 %.
const (
	FullHeight   = 740  // from here on the day has all of its latest rows
	SomeHeight   = 660  // below, the day is one line
	lineHeight   = 480  // below, the day is not shown at all
	halfWidth    = 1000 // below, the verdict has more than its half
	LeastPreview = 160  // a narrower picture shows nothing that one could aim by
	fewRows      = 3    // of today's latest, below FullHeight
)

// CounterWidth is what the verdict has of a window's width.
func CounterWidth(width float32) float32 {
	if width < halfWidth {
		return float32(int(width * 3 / 5))
	}
	return width - float32(int(width/2))
}

// LatestRows is how many of today's activations a window has space for.
func LatestRows(height float32) int {
	if height < FullHeight {
		return fewRows
	}
	return desk.LatestRows
}

// DayHeight is what today's activations have of a window's height.
func DayHeight(height float32) float32 {
	switch {
	case height < lineHeight:
		return 0
	case height < SomeHeight:
		return RowHeight + 2*ui.Gap8
	}
	return float32(LatestRows(height))*RowHeight + 2*ui.Gap16
}
