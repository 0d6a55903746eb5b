package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/assets"
)

// headerView is what the header shows.
type headerView struct {
	office, officer, clock string
	mute                   bool
}

func (c *counter) showHeader() {
	s := c.state.Status
	v := headerView{s.Office, s.Officer, c.a.words.ClockZone(c.a.now(), s.Zone), c.a.mute}
	c.header.show(v, func() fyne.CanvasObject { return c.a.headerBar(v) })
}

func (a *App) headerBar(v headerView) fyne.CanvasObject {
	p := a.palette
	title := a.words.Text("header.counter")
	if v.office != "" {
		title += " · " + v.office
	}
	who := []fyne.CanvasObject{label(v.officer, sizeText, p.muted), a.chevronDown()}
	if v.mute {
		who = append([]fyne.CanvasObject{icon(assets.IconMute, 16, p.muted)}, who...)
	}
	menu := newPressable(pad(gap8, 0, newRow(gap8, who...)), p.page,
		func() { a.toggle(panelMenu, a.menuPanel) })
	sides := newRow(gap16, bold(title, sizeText, p.text), newSpring(), sized(0, 32, menu))
	clock := newRow(0, newSpring(), bold(v.clock, sizeText, p.text), newSpring())
	return newStack(rect(p.quiet), container.New(inset{left: gap16, right: gap8}, sides), clock)
}

// striped reports whether there is a strip under the header.
func (c *counter) striped() bool { return c.state.Status.Training || c.a.condition.Reading }

// showStrip says that the ledger can only be read, or marks training mode, which
// nobody may take for the real one.
func (c *counter) showStrip() {
	switch {
	case c.a.condition.Reading:
		c.strip.show(c.a.condition, c.damageStrip)
		return
	case !c.state.Status.Training:
		return
	}
	c.strip.show(true, func() fyne.CanvasObject {
		p, w := c.a.palette, c.a.words
		call := newRow(gap8, keycap("F4", p.onStrip), label(w.Text("header.training.panel"), sizeSmall, p.onStrip))
		line := newRow(gap16,
			bold(w.Text("header.training"), sizeSmall, p.onStrip),
			label(w.Text("header.training.note"), sizeSmall, p.onStrip),
			newSpring(),
			newPressable(call, color.Transparent, c.toggleDrawer))
		return newStack(rect(p.strip), pad(gap16, 0, line))
	})
}
