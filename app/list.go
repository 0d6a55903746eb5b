package app

import (
	"context"
	"image/color"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

const listRowHeight = 40

// dayList is what is held and today's activations, a page at a time: a page fits
// the screen, so nothing scrolls and nothing is half seen. One row is under the
// cursor, and Enter shows what can be done about it.
type dayList struct {
	c      *counter
	box    *fyne.Container
	rows   []desk.Row
	kind   siak.Kind // why they could not be read
	cursor int       // of all rows
}

func newDayList(c *counter) *dayList { return &dayList{c: c, box: newStack()} }

// load reads the list beside the GUI thread.
func (l *dayList) load() {
	session := l.c.a.session
	l.c.a.gui.work(l.c.a.ctx, func(ctx context.Context) func() {
		rows, err := session.Activations(ctx)
		return func() {
			l.take(rows, siak.KindOf(err))
		}
	})
}

// take shows the list as it is now, with the cursor on the row that it was on.
func (l *dayList) take(rows []desk.Row, failed siak.Kind) {
	if l.cursor > 0 && l.cursor < len(l.rows) {
		id := l.rows[l.cursor].ID
		if i := slices.IndexFunc(rows, func(r desk.Row) bool { return r.ID == id }); i >= 0 {
			l.cursor = i
		}
	}
	l.rows, l.kind = rows, failed
	l.move(0)
}

// move puts the cursor some rows on, as far as there are any.
func (l *dayList) move(by int) {
	l.cursor = max(0, min(l.cursor+by, len(l.rows)-1))
	l.build()
}

func (l *dayList) page() int { return l.cursor / l.perPage() }

// turn goes some pages on, as far as there are any: to their first row.
func (l *dayList) turn(by int) {
	last := max(0, (len(l.rows)-1)/l.perPage())
	if page := min(max(0, l.page()+by), last); page != l.page() {
		l.cursor = page * l.perPage()
	}
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
	case fyne.KeyPageDown, fyne.KeyRight:
		l.turn(1)
	case fyne.KeyPageUp, fyne.KeyLeft:
		l.turn(-1)
	case fyne.KeyDown:
		l.move(1)
	case fyne.KeyUp:
		l.move(-1)
	default:
		if isEnter(name) { // nobody is confirmed who cannot be seen
			l.open(l.cursor)
		}
		return isEnter(name)
	}
	return true
}

func (l *dayList) build() fyne.CanvasObject {
	a, w := l.c.a, l.c.a.words
	from := l.page() * l.perPage()
	to := min(from+l.perPage(), len(l.rows))
	head := []fyne.CanvasObject{bold(w.Text("list.title"), sizeBand, a.palette.text), newSpring()}
	if slices.ContainsFunc(l.rows, l.ofAnotherDay) {
		head = slices.Insert(head, 1, fyne.CanvasObject(label(w.Text("list.held"), sizeText, a.palette.muted)))
	}
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
	if len(l.rows) > 0 {
		buttons = append(buttons, a.keyButton("Enter", w.Text("list.open"), false, func() { l.open(l.cursor) }))
	}
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
	for i := from; i < to; i++ {
		lines = append(lines, l.line(i))
	}
	return newColumn(0, lines...)
}

func (l *dayList) line(i int) fyne.CanvasObject {
	a, zone := l.c.a, l.c.state.Status.Zone
	p, r := a.palette, l.rows[i]
	shape, tone := stateIcon(r.State)
	who := r.Name
	if who == "" {
		who = a.words.Text("list.unreadable")
	}
	cells := newRow(gap24,
		sized(56, 0, newRow(0, label(l.when(r), sizeText, p.muted), newSpring())),
		newLine(who, sizeText, p.text),
		sized(184, 0, label(r.NIK.String(), sizeText, p.text)),
		sized(168, 0, newRow(gap8, icon(shape, 20, p.tone(tone).mark),
			newLine(a.words.State(r.State, r.Reason).Short, sizeText, p.text))),
		newPara(l.note(r, zone), sizeSmall, p.muted))
	edge := rounded(color.Transparent)
	if i == l.cursor {
		edge.StrokeColor, edge.StrokeWidth = p.ink, 3*p.edge-1
	}
	under := newColumn(0, newSpring(), sized(0, 1, rect(p.line)))
	face := container.New(inset{left: gap8, right: gap8}, cells)
	return sized(0, listRowHeight, newStack(under, edge, newPressable(face, color.Transparent, func() { l.open(i) })))
}

// when is the time of day, or the day of what is held since another.
func (l *dayList) when(r desk.Row) string {
	a, zone := l.c.a, l.c.zone()
	if l.ofAnotherDay(r) {
		return a.words.ShortDay(r.ConfirmedAt, zone)
	}
	return a.words.Clock(r.ConfirmedAt, zone)
}

func (l *dayList) ofAnotherDay(r desk.Row) bool {
	zone := l.c.zone()
	return siak.DateOf(r.ConfirmedAt.In(zone)) != siak.DateOf(l.c.a.now().In(zone))
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
