package main

import (
	"fyne.io/fyne/v2"
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
