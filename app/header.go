package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/ui"
	"ikd/station/assets"
)

// headerView is what the header shows.
type headerView struct {
	office, officer, clock string
	mute                   bool
}

// cardScreen is a card in the middle, the menu in its usual place. foot stays where
// the parts scroll.
func (m *menus) cardScreen(view headerView, parts []fyne.CanvasObject, foot ...fyne.CanvasObject) fyne.CanvasObject {
	view.mute = m.prefs.mute
	return m.env.Card(m.headerBar(view), append(parts, m.sessions.scans.note()...), foot...)
}

func (m *menus) headerBar(v headerView) fyne.CanvasObject {
	p := m.env.Palette
	title := m.env.Words.Text("header.counter")
	if v.office != "" {
		title += " · " + v.office
	}
	who := []fyne.CanvasObject{ui.NewShortened(v.officer, ui.SizeText, p.Muted), m.env.Chevron()}
	if v.mute {
		who = append([]fyne.CanvasObject{ui.Icon(assets.IconMute, 16, p.Muted)}, who...)
	}
	menu := ui.NewPressable(ui.Pad(ui.Gap8, 0, ui.NewSharing(ui.Gap8, who...)), p.Page,
		m.toggleMenu)
	clock := ui.Bold(v.clock, ui.SizeText, p.Text)
	left := container.New(ui.Inset{Left: ui.Gap16}, ui.NewBoldTruncated(title, ui.SizeText, p.Text))
	right := container.New(ui.Inset{Right: ui.Gap8}, ui.Sized(0, 32, menu))
	return ui.NewStack(ui.Rect(p.Subtle), ui.NewSides(left, clock, right))
}

// header is the line at the top of the counter page.
type header struct{ section }

func (s *header) render() {
	status := s.c.state.Status
	v := headerView{status.Office, status.Officer, s.c.env.Words.ClockZone(s.c.env.Now(), status.Zone), s.c.sessions.prefs.mute}
	s.show(v, func() fyne.CanvasObject { return s.c.menus.headerBar(v) })
}
