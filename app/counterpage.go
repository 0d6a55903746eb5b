package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// counterPage is the screen at which the work is done. Each section is rebuilt when
// the value that it shows has changed, and only then.
type counterPage struct {
	env      *pages.Env
	sessions *sessions
	menus    *menus
	state    desk.State
	preview  *ui.LivePicture
	list     *pages.DayList       // nil while the counter itself is shown
	training *pages.TrainingPanel // nil while closed
	page     ui.Screen            // of the menu; nil while the counter itself is shown

	camera  cameraView
	header  header
	strip   strip
	verdict verdict
	today   today
	status  statusLine
	body    *fyne.Container
	within  *fyne.Container // the open page
	right   float32         // width of the right half
}

var (
	_ pages.Frame     = (*counterPage)(nil)
	_ pages.ListFrame = (*counterPage)(nil)
)

func newCounterPage(s *sessions) *counterPage {
	c := &counterPage{env: s.env, sessions: s, menus: s.menus}
	c.camera.c = c
	c.preview = c.env.NewLivePicture(c.camera.render)
	c.camera.picture = c.preview
	return c
}

// section is a part of the page that shows one comparable value.
type section struct {
	c     *counterPage
	box   *fyne.Container
	shown any
}

func newSection(c *counterPage) section { return section{c: c, box: ui.NewStack()} }

func (s *section) show(value any, build func() fyne.CanvasObject) {
	if s.shown == value {
		return
	}
	s.shown = value
	s.box.Objects = []fyne.CanvasObject{build()}
	s.box.Refresh()
}

// desk is the work itself.
func (c *counterPage) desk() Desk { return c.sessions.session.Desk() }

// Focus implements [ui.Screen].
func (c *counterPage) Focus() fyne.Focusable {
	if c.page != nil {
		return c.page.Focus()
	}
	return nil
}

// Enter implements [pages.Frame]: a page stands in the place of picture and
// verdict. Who is on a page has every key; a phone that is read meanwhile waits.
func (c *counterPage) Enter(page ui.Screen) {
	c.page, c.list, c.training = page, nil, nil
	c.arrange()
	c.env.ClosePanel()
}

// Leave implements [pages.Frame].
func (c *counterPage) Leave() { c.Enter(nil) }

// Refresh implements [pages.Frame].
func (c *counterPage) Refresh(page ui.Screen) {
	if c.page == page && c.Shown() {
		c.arrange()
		c.env.Refocus()
	}
}

// IsOpen implements [pages.Frame].
func (c *counterPage) IsOpen(page ui.Screen) bool { return c.page == page }

// Shown implements [pages.ListFrame].
func (c *counterPage) Shown() bool { return c.env.Screen() == ui.Screen(c) }

// IsListOpen implements [pages.ListFrame].
func (c *counterPage) IsListOpen(l *pages.DayList) bool { return c.list == l }

// Rows implements [pages.Frame].
func (c *counterPage) Rows(height float32) int {
	m := c.env.Measures
	around := float32(6 * ui.Gap24) // the page's title, and what is kept free
	if m.Tight() {
		around = 84
	}
	left := c.env.Canvas().Size().Height - m.Header - m.Strip - m.Status - around - m.Button
	return max(1, int(left/height))
}

// Zone implements [pages.Frame].
func (c *counterPage) Zone() *time.Location {
	if zone := c.state.Status.Zone; zone != nil {
		return zone
	}
	return siak.WIB
}

func (c *counterPage) tick() { c.render() }

// Build implements [ui.Screen].
func (c *counterPage) Build() fyne.CanvasObject {
	c.header, c.strip, c.verdict = header{newSection(c)}, strip{newSection(c)}, verdict{newSection(c)}
	c.today, c.status = today{newSection(c)}, statusLine{newSection(c)}
	c.camera.restyle()
	c.body = container.New(counterLayout{c})
	c.arrange()
	return c.body
}

// arrange puts in what is shown now: page, list and training panel come and go.
func (c *counterPage) arrange() {
	objects := []fyne.CanvasObject{c.header.box, c.strip.box, c.status.box}
	switch {
	case c.page != nil:
		objects = append(objects, c.pageBox())
	case c.list != nil:
		objects = append(objects, c.list.Build())
	default:
		objects = append(objects, c.preview, c.verdict.box, c.today.box)
	}
	if c.training != nil {
		objects = append(objects, c.training.Build())
	}
	c.body.Objects = objects
	c.render()
	c.body.Refresh()
	if list, is := c.page.(pages.Chooser); is && list.Chosen() != nil {
		c.env.Reveal(list.Chosen())
	}
}

// pageBox is the open page on its background.
func (c *counterPage) pageBox() fyne.CanvasObject {
	c.within = ui.NewStack(ui.Rect(c.env.Palette.Surface), ui.Pad(c.env.Page, c.env.Page, c.page.Build()))
	return c.within
}

// update shows a new state.
func (c *counterPage) update(s desk.State) {
	old := c.state
	c.state = s
	if old.Status.Training != s.Status.Training {
		c.arrange() // the strip comes or goes
	}
	if c.list != nil && old.Phase == desk.Waiting && s.Phase != desk.Waiting {
		c.list = nil // somebody stands in front
		c.arrange()
	}
	if search, is := c.page.(*pages.SearchPage); is && (old.Phase == desk.Waiting) != (s.Phase == desk.Waiting) {
		c.Refresh(search) // it tells of the phone that waits
	}
	if c.list != nil && dayChanged(old.Today, s.Today) {
		c.list.Load()
	}
	if c.training != nil && dayChanged(old.Today, s.Today) {
		c.training.Load()
	}
	c.render()
}

// render shows what has changed.
func (c *counterPage) render() {
	if c.body == nil {
		return
	}
	c.header.render()
	c.strip.render()
	c.verdict.render()
	c.today.render()
	c.status.render()
	c.camera.render()
}

// Key implements [ui.Screen].
func (c *counterPage) Key(name fyne.KeyName) {
	if c.page != nil {
		c.page.Key(name)
		return
	}
	switch name {
	case fyne.KeyF2:
		c.openSearch()
	case fyne.KeyF3:
		c.toggleList()
	case fyne.KeyF4:
		c.toggleTraining()
	case fyne.KeyF5:
		c.menus.openCameras()
	default:
		if c.list != nil && c.list.Key(name) {
			return
		}
		if c.training != nil && c.training.Key(name) {
			return
		}
		c.officer(name)
	}
}

// officer is Enter and Esc.
func (c *counterPage) officer(name fyne.KeyName) {
	switch {
	case ui.IsEnter(name) && c.state.Phase == desk.Saved:
		c.desk().PutAway()
	case ui.IsEnter(name):
		c.desk().Confirm()
	case name == fyne.KeyEscape && c.state.Phase == desk.Waiting && c.training != nil:
		c.toggleTraining()
	case name == fyne.KeyEscape:
		c.desk().PutAway()
	case name == fyne.KeyF12 && c.env.Panel() == nil && c.list == nil:
		c.desk().TakeOther()
	}
}

func (c *counterPage) openSearch() {
	c.Enter(pages.NewSearchPage(c.env, c, c.sessions.session, func() bool { return c.state.Phase != desk.Waiting }))
}

func (c *counterPage) openScanner() { c.Enter(pages.NewScannerPage(c.env, c)) }

func (c *counterPage) toggleList() {
	c.page = nil
	if c.list != nil {
		c.CloseList()
		return
	}
	c.list = pages.NewDayList(c.env, c, c.sessions.session)
	c.arrange()
	c.list.Load()
}

// CloseList implements [pages.ListFrame].
func (c *counterPage) CloseList() {
	c.list = nil
	c.arrange()
}

func (c *counterPage) toggleTraining() {
	c.page = nil
	if c.training != nil {
		c.training = nil
		c.arrange()
		return
	}
	if t := c.sessions.training(); t != nil {
		c.training = pages.NewTrainingPanel(c.env, t)
		c.arrange()
		c.training.Load()
	}
}

// compact reports whether the window is lower than the usual screen.
func (c *counterPage) compact() bool { return c.env.Canvas().Size().Height < pages.FullHeight }

// oneLine reports whether the window has space for one line of the day only.
func (c *counterPage) oneLine() bool { return c.env.Canvas().Size().Height < pages.SomeHeight }
