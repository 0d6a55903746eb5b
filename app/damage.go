package app

import (
	"image/color"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// damageStrip stays for as long as the ledger can only be read: what happened,
// what was saved, and what to do next.
func (c *counter) damageStrip() fyne.CanvasObject {
	w, is := c.a.words, c.a.condition
	tone := c.a.palette.tone(siak.ToneRefused)
	next := "damage.call"
	if c.a.session.Supervisor() != nil {
		next = "damage.mend"
	}
	line := newRow(gap16,
		icon(assets.IconStop, 16, tone.onBand),
		bold(w.Text("damage.title"), sizeSmall, tone.onBand),
		newLine(w.Text("damage.saved", is.Saved)+" "+w.Text(next), sizeSmall, tone.onBand),
		newPressable(label(w.Text("damage.more"), sizeSmall, tone.onBand), color.Transparent, c.a.openStore))
	return newStack(rect(tone.band), pad(gap16, 0, line))
}

// damageFacts is the whole of it, behind the storage's place in the status line.
func (a *App) damageFacts() []string {
	w, is := a.words, a.condition
	facts := []string{w.Text("damage.what"), w.Text("damage.kept", is.Saved, is.Waiting)}
	if is.Lost > 0 {
		facts = append(facts, w.Text("trouble.lost", is.Lost))
	}
	next := "damage.call"
	if a.session.Supervisor() != nil {
		next = "damage.mend"
	}
	return append(facts, w.Text("damage.can"), w.Text(next))
}
