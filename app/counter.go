package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/scanner"
)

// The measures of the counter screen, in pixels at 100 %.
const (
	headerHeight = 48
	stripHeight  = 32 // of training mode
	statusHeight = 40
	drawerWidth  = 336
	rowHeight    = 24 // of a line in the lists
	fullHeight   = 740
	fewRows      = 3 // of today's latest, on a screen that is less than fullHeight high
)

// counter is the screen at which the work is done. Each section is rebuilt when
// the value that it shows has changed, and only then.
type counter struct {
	a       *App
	state   desk.State
	preview *preview
	list    *dayList // nil while the counter itself is shown
	drawer  *drawer  // nil while closed
	room    room     // nil while the counter itself is shown

	header, strip, verdict, today, status section
	body, within                          *fyne.Container // within: the open room
	right                                 float32         // width of the right half
}

func newCounter(a *App) *counter {
	c := &counter{a: a}
	c.preview = newPreview(a)
	return c
}

// section is a part of the screen that shows one comparable value.
type section struct {
	box   *fyne.Container
	shown any
}

func newSection() section { return section{box: newStack()} }

func (s *section) show(value any, build func() fyne.CanvasObject) {
	if s.shown == value {
		return
	}
	s.shown = value
	s.box.Objects = []fyne.CanvasObject{build()}
	s.box.Refresh()
}

// room is a page that the menu opens, in the place of picture and verdict. Who
// is in a room takes every key; a phone that is read meanwhile waits.
type room interface {
	build() fyne.CanvasObject
	focus() fyne.Focusable
	key(name fyne.KeyName)
}

func (c *counter) focus() fyne.Focusable {
	if c.room != nil {
		return c.room.focus()
	}
	return nil
}

// enter opens a room; nil leads back to the counter.
func (c *counter) enter(r room) {
	c.room, c.list, c.drawer = r, nil, nil
	c.a.panel = nil
	c.arrange()
	c.a.rebuildPanel()
}

func (c *counter) leave() { c.enter(nil) }

// again shows the room anew, if it is still the one that is open.
func (c *counter) again(r room) {
	if c.room == r && c.a.screen == c {
		c.arrange()
		c.a.refocus()
	}
}

func (c *counter) tick() { c.render() }

func (c *counter) build() fyne.CanvasObject {
	c.header, c.strip, c.verdict = newSection(), newSection(), newSection()
	c.today, c.status = newSection(), newSection()
	c.preview.restyle()
	c.body = container.New(counterLayout{c})
	c.arrange()
	return c.body
}

// arrange puts in what is shown now: list and drawer come and go.
func (c *counter) arrange() {
	objects := []fyne.CanvasObject{c.header.box, c.strip.box, c.status.box}
	switch {
	case c.room != nil:
		objects = append(objects, c.roomBox())
	case c.list != nil:
		objects = append(objects, c.list.build())
	default:
		objects = append(objects, c.preview, c.verdict.box, c.today.box)
	}
	if c.drawer != nil {
		objects = append(objects, c.drawer.build())
	}
	c.body.Objects = objects
	c.render()
	c.body.Refresh()
}

// roomBox is the room on its own ground.
func (c *counter) roomBox() fyne.CanvasObject {
	c.within = newStack(rect(c.a.palette.surface), pad(gap24, gap24, c.room.build()))
	return c.within
}

// update shows a new state.
func (c *counter) update(s desk.State) {
	old := c.state
	c.state = s
	if old.Status.Training != s.Status.Training {
		c.arrange() // the strip comes or goes
	}
	if c.list != nil && old.Phase == desk.Waiting && s.Phase != desk.Waiting {
		c.list = nil // somebody stands in front
		c.arrange()
	}
	if search, is := c.room.(*searchRoom); is && (old.Phase == desk.Waiting) != (s.Phase == desk.Waiting) {
		c.again(search) // it tells of the phone that waits
	}
	if c.list != nil && dayChanged(old.Today, s.Today) {
		c.list.load()
	}
	if c.drawer != nil && dayChanged(old.Today, s.Today) {
		c.drawer.load()
	}
	c.render()
}

// render shows what has changed.
func (c *counter) render() {
	if c.body == nil {
		return
	}
	c.showHeader()
	c.showStrip()
	c.showVerdict()
	c.showToday()
	c.showStatus()
	c.preview.hint(c.hint())
}

func (c *counter) key(name fyne.KeyName) {
	if c.room != nil {
		c.room.key(name)
		return
	}
	switch name {
	case fyne.KeyF2:
		c.enter(newSearchRoom(c))
	case fyne.KeyF3:
		c.toggleList()
	case fyne.KeyF4:
		c.toggleDrawer()
	case fyne.KeyF5:
		c.a.openCameras()
	default:
		if c.list != nil && c.list.key(name) {
			return
		}
		if c.drawer != nil && c.drawer.key(name) {
			return
		}
		c.officer(name)
	}
}

// officer is Enter and Esc.
func (c *counter) officer(name fyne.KeyName) {
	switch {
	case isEnter(name) && c.state.Phase == desk.Saved:
		c.a.session.Desk().PutAway()
	case isEnter(name):
		c.a.session.Desk().Confirm()
	case name == fyne.KeyEscape && c.state.Phase == desk.Waiting && c.drawer != nil:
		c.toggleDrawer()
	case name == fyne.KeyEscape:
		c.a.session.Desk().PutAway()
	case name == fyne.KeyF12 && c.a.panel == nil && c.list == nil:
		c.a.session.Desk().TakeOther()
	}
}

func (c *counter) toggleList() {
	c.room = nil
	if c.list != nil {
		c.list = nil
		c.arrange()
		return
	}
	c.list = newDayList(c)
	c.arrange()
	c.list.load()
}

func (c *counter) toggleDrawer() {
	c.room = nil
	if c.drawer != nil {
		c.drawer = nil
		c.arrange()
		return
	}
	if t := c.a.training(); t != nil {
		c.drawer = newDrawer(c, t)
		c.arrange()
		c.drawer.load()
	}
}

// counterLayout keeps the same thing in the same place: the verdict has the
// right half whatever else is open.
type counterLayout struct{ c *counter }

// Layout implements [fyne.Layout].
func (l counterLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	c := l.c
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	top := float32(headerHeight)
	put(c.header.box, 0, 0, size.Width, headerHeight)
	if c.striped() {
		put(c.strip.box, 0, top, size.Width, stripHeight)
		top += stripHeight
	} else {
		put(c.strip.box, 0, top, size.Width, 0)
	}
	foot := size.Height - statusHeight
	put(c.status.box, 0, foot, size.Width, statusHeight)
	left := float32(0)
	if c.drawer != nil {
		put(c.drawer.box, 0, top, drawerWidth, foot-top)
		left = drawerWidth
	}
	if c.room != nil {
		put(c.within, left, top, size.Width-left, foot-top)
		return
	}
	if c.list != nil {
		put(c.list.box, left, top, size.Width-left, foot-top)
		return
	}
	half := float32(int(size.Width / 2))
	c.right = size.Width - half
	today := todayHeight(size.Height)
	put(c.preview, left, top, half-left, foot-today-top)
	put(c.verdict.box, half, top, size.Width-half, foot-today-top)
	put(c.today.box, left, foot-today, size.Width-left, today)
}

// MinSize implements [fyne.Layout].
func (counterLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// latestRows is how many of today's activations a window has room for.
func latestRows(height float32) int {
	if height < fullHeight {
		return fewRows
	}
	return desk.LatestRows
}

// compact reports whether the window is lower than the usual screen.
func (c *counter) compact() bool { return c.a.window.Canvas().Size().Height < fullHeight }

func todayHeight(height float32) float32 {
	return float32(latestRows(height))*rowHeight + 2*gap16
}

// hint is the one sentence under the live picture.
func (c *counter) hint() string {
	w, s := c.a.words, c.state
	if s.Status.CameraFault != string(scanner.FaultNone) {
		return ""
	}
	switch {
	case !s.Status.CameraLive:
		return w.Text("hint.opening")
	case s.Phase != desk.Waiting:
		return ""
	default:
		return w.Text("hint." + string(c.preview.aim()))
	}
}
