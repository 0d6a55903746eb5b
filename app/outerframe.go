package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// outerFrame is the screen in which a page stands where nobody has signed in: under
// the header it fills the window.
type outerFrame struct {
	sessions *sessions
	back     ui.Screen // where the page was opened, and where Leave leads
	page     ui.Screen
}

var (
	_ pages.Frame = (*outerFrame)(nil)
	_ ui.Screen   = (*outerFrame)(nil)
)

// Enter implements [pages.Frame].
func (f *outerFrame) Enter(page ui.Screen) {
	f.page = page
	f.sessions.env.Open(f)
}

// Leave implements [pages.Frame].
func (f *outerFrame) Leave() {
	f.page = nil
	f.sessions.env.Open(f.back)
}

// Refresh implements [pages.Frame].
func (f *outerFrame) Refresh(page ui.Screen) {
	if f.IsOpen(page) {
		f.sessions.env.Rebuild()
	}
}

// IsOpen implements [pages.Frame].
func (f *outerFrame) IsOpen(page ui.Screen) bool {
	return f.page == page && page != nil && f.sessions.env.Screen() == ui.Screen(f)
}

// Rows implements [pages.Frame].
func (f *outerFrame) Rows(height float32) int {
	left := f.sessions.env.Canvas().Size().Height - ui.HeaderHeight - 6*ui.Gap24 - ui.ButtonHeight
	return max(1, int(left/height))
}

// Zone implements [pages.Frame].
func (f *outerFrame) Zone() *time.Location { return siak.WIB }

// Build implements [ui.Screen].
func (f *outerFrame) Build() fyne.CanvasObject {
	m := f.sessions.menus
	header := m.headerBar(headerView{mute: m.prefs.mute})
	body := ui.NewStack(ui.Rect(m.env.Palette.Surface), ui.Pad(ui.Gap24, ui.Gap24, f.page.Build()))
	return container.NewBorder(ui.Sized(0, ui.HeaderHeight, header), nil, nil, nil, body)
}

// Focus implements [ui.Screen].
func (f *outerFrame) Focus() fyne.Focusable { return f.page.Focus() }

// Key implements [ui.Screen].
func (f *outerFrame) Key(name fyne.KeyName) { f.page.Key(name) }
