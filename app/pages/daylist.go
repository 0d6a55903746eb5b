package pages

import (
	"context"
	"image/color"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// The heights of rows in lists, in pixels at 100 %.
const (
	listRowHeight = 40
	// RowHeight is that of a row in a long list.
	RowHeight = 24
)

// Widths of the list of the day, in pixels at 100 %.
const (
	nikWidth = 184
	wideList = 1000 // of a window that has space for why a line stands where it does; Enter says it in any
)

// DayList is what is held and today's activations, a page at a time: a page fits
// the screen, so nothing scrolls and nothing is half seen. One row is under the
// cursor, and Enter shows what can be done about it.
type DayList struct {
	env    *Env
	frame  ListFrame
	day    Day
	box    *fyne.Container
	rows   []desk.Row
	kind   siak.Kind // why they could not be read
	cursor int       // of all rows
}

// Day is the day's work and what is held of any day.
type Day interface {
	// Activations lists what is held, of any day, and then the day's work.
	Activations(ctx context.Context) ([]desk.Row, error)
	// Retry hands a held activation in again, GiveUp closes one for good. They
	// fail with [siak.KindNotOnHold] where it is not held for a reason that allows
	// that, see [siak.Reason.Retryable] and [siak.Reason.Renewable].
	Retry(ctx context.Context, id siak.ActivationID) error
	GiveUp(ctx context.Context, id siak.ActivationID) error
}

// ListFrame is the screen in which the list stands.
type ListFrame interface {
	Rows(height float32) int
	Zone() *time.Location
	// CloseList leads back to the counter.
	CloseList()
	// Shown reports whether the screen is the one that fills the window.
	Shown() bool
	// IsListOpen reports whether a list is still the open one.
	IsListOpen(l *DayList) bool
}

// NewDayList is a list that [DayList.Load] fills.
func NewDayList(env *Env, frame ListFrame, day Day) *DayList {
	return &DayList{env: env, frame: frame, day: day, box: ui.NewStack()}
}

// Load reads the list beside the GUI thread.
func (l *DayList) Load() {
	l.env.Work(func(ctx context.Context) func() {
		rows, err := l.day.Activations(ctx)
		return func() {
			l.take(rows, siak.KindOf(err))
		}
	})
}

// take shows the list as it is now, with the cursor on the row that it was on.
func (l *DayList) take(rows []desk.Row, failed siak.Kind) {
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
func (l *DayList) move(by int) {
	l.cursor = max(0, min(l.cursor+by, len(l.rows)-1))
	l.Build()
}

func (l *DayList) page() int { return l.cursor / l.perPage() }

// turn goes some pages on, as far as there are any: to their first row.
func (l *DayList) turn(by int) {
	last := max(0, (len(l.rows)-1)/l.perPage())
	if page := min(max(0, l.page()+by), last); page != l.page() {
		l.cursor = page * l.perPage()
	}
	l.Build()
}

// perPage is how many rows the window has space for.
func (l *DayList) perPage() int {
	return l.frame.Rows(listRowHeight)
}

// Key handles a key; false leaves it to the counter.
func (l *DayList) Key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		l.frame.CloseList()
	case fyne.KeyPageDown, fyne.KeyRight:
		l.turn(1)
	case fyne.KeyPageUp, fyne.KeyLeft:
		l.turn(-1)
	case fyne.KeyDown:
		l.move(1)
	case fyne.KeyUp:
		l.move(-1)
	default:
		if ui.IsEnter(name) { // nobody is confirmed who cannot be seen
			l.open(l.cursor)
		}
		return ui.IsEnter(name)
	}
	return true
}

// Build makes the list anew, in the words and colours of now: the page that holds
// the cursor.
func (l *DayList) Build() fyne.CanvasObject {
	a, w := l.env, l.env.Words
	from := l.page() * l.perPage()
	to := min(from+l.perPage(), len(l.rows))
	head := []fyne.CanvasObject{ui.Bold(w.Text("list.title"), ui.SizeBand, a.Palette.Text), ui.NewSpacer()}
	if slices.ContainsFunc(l.rows, l.ofAnotherDay) {
		head = slices.Insert(head, 1, fyne.CanvasObject(ui.Label(w.Text("list.held"), ui.SizeText, a.Palette.Muted)))
	}
	if len(l.rows) > l.perPage() {
		head = append(head, ui.Label(w.Text("list.page", from+1, to, len(l.rows)), ui.SizeSmall, a.Palette.Muted))
	}
	page := a.PageOf(ui.NewRow(ui.Gap16, head...), l.buttons(), l.lines(from, to))
	l.box.Objects = []fyne.CanvasObject{ui.Rect(a.Palette.Surface), ui.Pad(a.Page, a.Page, page)}
	l.box.Refresh()
	return l.box
}

func (l *DayList) buttons() fyne.CanvasObject {
	a, w := l.env, l.env.Words
	buttons := []fyne.CanvasObject{a.KeyButton("Esc", w.Text("list.back"), true, l.frame.CloseList)}
	if len(l.rows) > 0 {
		buttons = append(buttons, a.KeyButton("Enter", w.Text("list.open"), false, func() { l.open(l.cursor) }))
	}
	if len(l.rows) > l.perPage() {
		buttons = append(buttons,
			a.KeyButton("PgUp", w.Text("list.newer"), false, func() { l.turn(-1) }),
			a.KeyButton("PgDn", w.Text("list.older"), false, func() { l.turn(1) }))
	}
	return ui.NewActions(append(buttons, ui.NewSpacer())...)
}

func (l *DayList) lines(from, to int) fyne.CanvasObject {
	a := l.env
	switch {
	case l.kind != "":
		return ui.NewParagraph(a.Sentence(words.DeedListActivations, l.kind), ui.SizeText, a.Palette.Text)
	case from >= to:
		return ui.NewParagraph(a.Words.Text("today.none"), ui.SizeText, a.Palette.Muted)
	}
	var lines []fyne.CanvasObject
	for i := from; i < to; i++ {
		lines = append(lines, l.line(i))
	}
	return ui.NewColumn(0, lines...)
}

func (l *DayList) line(i int) fyne.CanvasObject {
	a, zone := l.env, l.frame.Zone()
	p, r := a.Palette, l.rows[i]
	shape, tone := StateIcon(r.State)
	who := r.Name
	if who == "" {
		who = a.Words.Text("list.unreadable")
	}
	cells := ui.NewRow(ui.Gap24,
		ui.Sized(56, 0, ui.NewRow(0, ui.Label(l.when(r), ui.SizeText, p.Muted), ui.NewSpacer())),
		ui.NewTruncated(who, ui.SizeText, p.Text),
		ui.Sized(nikWidth, 0, ui.Label(r.NIK.String(), ui.SizeText, p.Text)),
		ui.Sized(168, 0, ui.NewRow(ui.Gap8, ui.Icon(shape, 20, p.Tone(tone).Mark),
			ui.NewTruncated(a.Words.State(r.State, r.Reason).Short, ui.SizeText, p.Text))))
	if a.Canvas().Size().Width >= wideList {
		cells.Add(ui.NewParagraph(l.note(r, zone), ui.SizeSmall, p.Muted))
	}
	edge := ui.Rounded(color.Transparent)
	if i == l.cursor {
		edge.StrokeColor, edge.StrokeWidth = p.Accent, 3*p.Edge-1
	}
	under := ui.NewColumn(0, ui.NewSpacer(), ui.Sized(0, 1, ui.Rect(p.Line)))
	face := container.New(ui.Inset{Left: ui.Gap8, Right: ui.Gap8}, cells)
	return ui.Sized(0, listRowHeight, ui.NewStack(under, edge, ui.NewPressable(face, color.Transparent, func() { l.open(i) })))
}

// when is the time of day, or the day of what is held since another.
func (l *DayList) when(r desk.Row) string {
	a, zone := l.env, l.frame.Zone()
	if l.ofAnotherDay(r) {
		return a.Words.ShortDay(r.ConfirmedAt, zone)
	}
	return a.Words.Clock(r.ConfirmedAt, zone)
}

func (l *DayList) ofAnotherDay(r desk.Row) bool {
	zone := l.frame.Zone()
	return siak.DateOf(r.ConfirmedAt.In(zone)) != siak.DateOf(l.env.Now().In(zone))
}

// note is why an activation stands where it does, or when it is tried again.
func (l *DayList) note(r desk.Row, zone *time.Location) string {
	w := l.env.Words
	if why := w.Reason(r.Reason); why != "" {
		return why
	}
	if r.State.Waiting() && r.Attempts > 0 && !r.NextTry.IsZero() {
		return w.Text("list.next", w.Clock(r.NextTry, zone))
	}
	return ""
}

// Object is what Build built last.
func (l *DayList) Object() fyne.CanvasObject { return l.box }
