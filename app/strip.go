package app

import (
	"image/color"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/siak"
)

// strip is the narrow band under the header, where something must not be missed.
type strip struct{ section }

// needed reports whether there is a strip under the header.
func (s *strip) needed() bool {
	return s.c.state.Status.Training || s.c.sessions.condition.Reading || s.c.sessions.scans.notice != ""
}

// render says what became of a scan, that the ledger can only be read, or marks
// training mode, which nobody may take for the real one.
func (s *strip) render() {
	switch {
	case s.c.sessions.scans.notice != "":
		s.show(s.c.sessions.scans.notice, s.c.sessions.scans.line)
		return
	case s.c.sessions.condition.Reading:
		s.show(s.c.sessions.condition, s.damage)
		return
	case !s.c.state.Status.Training:
		s.show("", func() fyne.CanvasObject { return ui.NewStack() })
		return
	}
	s.show(true, func() fyne.CanvasObject {
		p, w := s.c.env.Palette, s.c.env.Words
		call := ui.NewRow(ui.Gap8, ui.Keycap("F4", p.OnStrip), ui.Label(w.Text("header.training.panel"), ui.SizeSmall, p.OnStrip))
		line := ui.NewRow(ui.Gap16,
			ui.Bold(w.Text("header.training"), ui.SizeSmall, p.OnStrip),
			ui.NewTruncated(w.Text("header.training.note"), ui.SizeSmall, p.OnStrip),
			ui.NewPressable(call, color.Transparent, s.c.toggleTraining))
		return ui.NewStack(ui.Rect(p.Strip), ui.Pad(ui.Gap16, 0, line))
	})
}

// damage stays for as long as the ledger can only be read: what happened,
// what was saved, and what to do next.
func (s *strip) damage() fyne.CanvasObject {
	w, is := s.c.env.Words, s.c.sessions.condition
	tone := s.c.env.Palette.Tone(siak.ToneRefused)
	next := "damage.call"
	if s.c.sessions.session.Supervisor() != nil {
		next = "damage.mend"
	}
	line := ui.NewRow(ui.Gap16,
		ui.Icon(assets.IconStop, 16, tone.OnBand),
		ui.Bold(w.Text("damage.title"), ui.SizeSmall, tone.OnBand),
		ui.NewTruncated(w.Text("damage.saved", is.Saved)+" "+w.Text(next), ui.SizeSmall, tone.OnBand),
		ui.NewPressable(ui.Label(w.Text("damage.more"), ui.SizeSmall, tone.OnBand), color.Transparent, s.c.menus.openStore))
	return ui.NewStack(ui.Rect(tone.Band), ui.Pad(ui.Gap16, 0, line))
}
