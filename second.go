package main

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets/words"
	"ikd/station/store"
)

// toFront brings the program's window to the front when another program on the
// same folder asks for it.
func toFront(gui fyne.App) func() {
	return func() {
		fyne.Do(func() {
			for _, w := range gui.Driver().AllWindows() {
				w.Show()
				w.RequestFocus()
			}
		})
	}
}

// offerFirst is all that a second program on the same folder shows: that there
// is a first, and the offer to bring it to the front.
func offerFirst(ctx context.Context, gui fyne.App, w *words.Words, dir string) error {
	window := gui.NewWindow(w.Text("window.title"))
	show := widget.NewButton(w.Text("second.show"), func() {
		_ = store.Show(ctx, dir) // where it does not answer there is nothing else to offer
		window.Close()
	})
	show.Importance = widget.HighImportance
	window.SetContent(container.NewPadded(container.NewVBox(
		widget.NewLabel(w.Text("second.what")),
		container.NewHBox(show, widget.NewButton(w.Text("second.close"), window.Close)),
	)))
	window.Canvas().Focus(show)
	context.AfterFunc(ctx, func() { fyne.Do(window.Close) })
	window.CenterOnScreen()
	window.ShowAndRun()
	return nil
}
