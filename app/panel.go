package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
)

// panelName tells panels apart, so that the key which opened one closes it.
type panelName string

const (
	panelHelp    panelName = "help"
	panelMenu    panelName = "menu"
	panelCamera  panelName = "camera"
	panelStatus  panelName = "status"
	panelOfficer panelName = "officer"
	panelRow     panelName = "row"
)

// corner is where a panel is anchored.
type corner int

const (
	topRight corner = iota
	bottomLeft
)

const (
	panelWidth = 376
	keyColumn  = 56
)

// item is a line of a panel that can be chosen.
type item struct {
	key  string // the key that does the same, "" for none
	text string
	note string // at the right, quiet
	run  func()
}

// panel is a small card over the screen that opens what an item names. It is
// no dialog: nothing waits for it, and Esc or a click beside it closes it.
type panel struct {
	a      *App
	name   panelName
	at     corner
	title  string
	facts  []string // sentences under the title
	items  []item
	cursor int
	again  func() *panel // makes the panel anew, in other words
}

// toggle opens a panel, or closes it where it is the open one.
func (a *App) toggle(name panelName, make func() *panel) {
	if a.panel != nil && a.panel.name == name {
		a.closePanel()
		return
	}
	a.openPanel(make)
}

func (a *App) openPanel(make func() *panel) {
	a.panel = make()
	a.panel.again = make
	a.rebuildPanel()
}

func (a *App) closePanel() {
	a.panel = nil
	a.rebuildPanel()
}

// rebuildPanel replaces the panel over the screen that stays as it is.
func (a *App) rebuildPanel() {
	a.root.Objects = a.root.Objects[:2]
	if a.panel != nil {
		a.root.Add(a.panel.build())
	}
	a.root.Refresh()
	a.refocus()
}

// key handles a key; false leaves it to the screen.
func (p *panel) key(name fyne.KeyName) bool {
	switch {
	case name == fyne.KeyEscape:
		p.a.closePanel()
	case name == fyne.KeyUp && p.cursor > 0:
		p.cursor--
		p.a.rebuildPanel()
	case name == fyne.KeyDown && p.cursor < len(p.items)-1:
		p.cursor++
		p.a.rebuildPanel()
	case isEnter(name):
		p.choose(p.cursor)
	case name == fyne.KeyUp || name == fyne.KeyDown:
	default:
		return false
	}
	return true
}

// choose runs an item; without items Enter closes.
func (p *panel) choose(i int) {
	if i >= len(p.items) {
		p.a.closePanel()
		return
	}
	p.cursor = i
	if run := p.items[i].run; run != nil {
		run()
	}
}

func (p *panel) build() fyne.CanvasObject {
	c := p.a.palette
	parts := []fyne.CanvasObject{pad(gap16, 0, bold(p.title, sizeText, c.text))}
	for _, fact := range p.facts {
		parts = append(parts, pad(gap16, gap4, newPara(fact, sizeText, c.text)))
	}
	var lines []fyne.CanvasObject
	for i := range p.items {
		lines = append(lines, p.line(i))
	}
	if len(lines) > 0 {
		parts = append(parts, pad(gap8, 0, newColumn(0, lines...)))
	}
	back := rounded(c.surface)
	back.StrokeColor, back.StrokeWidth = c.line, c.edge
	card := newStack(back, pad(0, gap16, newColumn(gap8, parts...)))
	over := newCatcher(p.a.closePanel)
	return newStack(over, newAnchor(p.at, card))
}

func (p *panel) line(i int) fyne.CanvasObject {
	c, it := p.a.palette, p.items[i]
	fg := c.text
	back := rounded(color.Transparent)
	if i == p.cursor && it.run != nil {
		back, fg = rounded(c.ink), c.onInk
	}
	parts := []fyne.CanvasObject{}
	switch {
	case it.key != "":
		parts = append(parts, sized(keyColumn, 0, newRow(0, keycap(it.key, fg))))
	case p.items[0].key != "":
		parts = append(parts, sized(keyColumn, 0, newStack()))
	}
	parts = append(parts, newLine(it.text, sizeText, fg))
	if it.note != "" {
		parts = append(parts, label(it.note, sizeSmall, fg))
	}
	face := pad(gap8, 0, newRow(gap8, parts...))
	return sized(0, p.lineHeight(), newStack(back, newPressable(face, color.Transparent, func() { p.choose(i) })))
}

// lineHeight is less where there are many lines: the lowest window has room for
// all of them.
func (p *panel) lineHeight() float32 {
	if len(p.items) > 11 {
		return 36
	}
	return 40
}

// chevronDown is the mark of what opens a panel.
func (a *App) chevronDown() fyne.CanvasObject {
	return icon(assets.IconChevron, 16, a.palette.muted)
}

// scrim dims what is behind a panel.
var scrim = color.NRGBA{A: 0x38}

// catcher takes a click beside a panel.
type catcher struct {
	widget.BaseWidget
	tap func()
}

func newCatcher(tap func()) *catcher {
	c := &catcher{tap: tap}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements [fyne.Widget].
func (c *catcher) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(scrim))
}

// Tapped implements [fyne.Tappable].
func (c *catcher) Tapped(*fyne.PointEvent) { c.tap() }

// anchor puts a card into a corner, clear of header and foot.
type anchor struct{ at corner }

func newAnchor(at corner, card fyne.CanvasObject) *fyne.Container {
	c := newStack(card)
	c.Layout = anchor{at}
	return c
}

// Layout implements [fyne.Layout].
func (an anchor) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := heightFor(o, panelWidth)
		pos := fyne.NewPos(gap16, size.Height-statusHeight-gap8-h)
		if an.at == topRight {
			pos = fyne.NewPos(size.Width-panelWidth-gap16, headerHeight+gap8)
		}
		o.Move(pos)
		o.Resize(fyne.NewSize(panelWidth, h))
	}
}

// MinSize implements [fyne.Layout].
func (anchor) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
