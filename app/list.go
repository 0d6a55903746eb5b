package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

const listRowHeight = 40

// dayList is today's activations, a page at a time: a page fits the screen, so
// nothing scrolls and nothing is half seen.
type dayList struct {
	c    *counter
	box  *fyne.Container
	rows []desk.Row
	kind siak.Kind // why they could not be read
	page int
}

func newDayList(c *counter) *dayList { return &dayList{c: c, box: newStack()} }

// load reads the list beside the GUI thread.
func (l *dayList) load() {
	session := l.c.a.session
	l.c.a.gui.work(l.c.a.ctx, func(ctx context.Context) func() {
		rows, err := session.Activations(ctx)
		return func() {
			l.rows, l.kind = rows, siak.KindOf(err)
			l.turn(0)
		}
	})
}

// turn goes some pages on, as far as there are any.
func (l *dayList) turn(by int) {
	last := max(0, (len(l.rows)-1)/l.perPage())
	l.page = min(max(0, l.page+by), last)
	l.build()
}

// perPage is how many rows the window has room for.
func (l *dayList) perPage() int {
	return l.c.roomRows(listRowHeight)
}

// roomRows is how many rows of a height a page has room for between its title
// and its buttons.
func (c *counter) roomRows(height float32) int {
	room := c.a.window.Canvas().Size().Height - headerHeight - stripHeight - statusHeight - 6*gap24 - buttonHeight
	return max(1, int(room/height))
}

func (l *dayList) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		l.c.toggleList()
	case fyne.KeyPageDown, fyne.KeyDown, fyne.KeyRight:
		l.turn(1)
	case fyne.KeyPageUp, fyne.KeyUp, fyne.KeyLeft:
		l.turn(-1)
	default:
		return isEnter(name) // nobody is confirmed who cannot be seen
	}
	return true
}

func (l *dayList) build() fyne.CanvasObject {
	a, w := l.c.a, l.c.a.words
	from := l.page * l.perPage()
	to := min(from+l.perPage(), len(l.rows))
	head := []fyne.CanvasObject{bold(w.Text("list.title"), sizeBand, a.palette.text), newSpring()}
	if len(l.rows) > l.perPage() {
		head = append(head, label(w.Text("list.page", from+1, to, len(l.rows)), sizeSmall, a.palette.muted))
	}
	parts := []fyne.CanvasObject{newRow(gap16, head...), l.lines(from, to), newSpring(), l.buttons()}
	l.box.Objects = []fyne.CanvasObject{rect(a.palette.surface), pad(gap24, gap24, newColumn(gap16, parts...))}
	l.box.Refresh()
	return l.box
}

func (l *dayList) buttons() fyne.CanvasObject {
	a, w := l.c.a, l.c.a.words
	buttons := []fyne.CanvasObject{a.keyButton("Esc", w.Text("list.back"), true, l.c.toggleList)}
	if len(l.rows) > l.perPage() {
		buttons = append(buttons,
			a.keyButton("PgUp", w.Text("list.newer"), false, func() { l.turn(-1) }),
			a.keyButton("PgDn", w.Text("list.older"), false, func() { l.turn(1) }))
	}
	return newRow(gap16, append(buttons, newSpring())...)
}

func (l *dayList) lines(from, to int) fyne.CanvasObject {
	a := l.c.a
	switch {
	case l.kind != "":
		told := a.words.Kind(l.kind)
		return newPara(told.What+" "+told.Do, sizeText, a.palette.text)
	case from >= to:
		return newPara(a.words.Text("today.none"), sizeText, a.palette.muted)
	}
	var lines []fyne.CanvasObject
	for _, r := range l.rows[from:to] {
		lines = append(lines, l.line(r))
	}
	return newColumn(0, lines...)
}

func (l *dayList) line(r desk.Row) fyne.CanvasObject {
	a, zone := l.c.a, l.c.state.Status.Zone
	p := a.palette
	name, tone := stateIcon(r.State)
	cells := newRow(gap24,
		sized(48, 0, label(a.words.Clock(r.ConfirmedAt, zone), sizeText, p.muted)),
		newLine(r.Name, sizeText, p.text),
		sized(184, 0, label(r.NIK.String(), sizeText, p.text)),
		sized(168, 0, newRow(gap8, icon(name, 20, p.tone(tone).mark),
			newLine(a.words.State(r.State, "").Short, sizeText, p.text))),
		newPara(l.note(r, zone), sizeSmall, p.muted))
	under := newColumn(0, newSpring(), sized(0, 1, rect(p.line)))
	return sized(0, listRowHeight, newStack(under, cells))
}

// note is why an activation stands where it does, or when it is tried again.
func (l *dayList) note(r desk.Row, zone *time.Location) string {
	w := l.c.a.words
	if why := w.Reason(r.Reason); why != "" {
		return why
	}
	if r.State.Waiting() && r.Attempts > 0 && !r.NextTry.IsZero() {
		return w.Text("list.next", w.Clock(r.NextTry, zone))
	}
	return ""
}
