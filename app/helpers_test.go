package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// rendered are the objects of which a widget is made.
func rendered(w fyne.Widget) []fyne.CanvasObject { return test.WidgetRenderer(w).Objects() }
