package app

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/assets"
	"ikd/station/siak"
)

// todayView is what the day's strip shows, comparable.
type todayView struct {
	counts [5]int
	latest [desk.LatestRows]desk.Row
	n      int
	zone   *time.Location
	narrow bool // the drawer leaves room for the number only
	open   bool // the drawer is
	few    bool // there is room for few rows
}

func (c *counter) showToday() {
	t := c.state.Today
	v := todayView{
		counts: [5]int{t.Total, t.Sent, t.Waiting, t.Rejected, t.Held},
		n:      min(len(t.Latest), desk.LatestRows), zone: c.state.Status.Zone,
		narrow: c.narrow(), open: c.drawer != nil, few: c.compact(),
	}
	copy(v.latest[:], t.Latest)
	c.today.show(v, func() fyne.CanvasObject { return c.todayStrip(t) })
}

func (c *counter) todayStrip(t desk.Today) fyne.CanvasObject {
	left := newPressable(pad(gap24, gap16, c.dayCounts(t)), c.a.palette.quiet, c.toggleList)
	halves := container.New(halfLayout{c}, left, pad(gap24, gap16, c.latest(t.Latest)))
	top := sized(0, 1, rect(c.a.palette.line))
	return newStack(rect(c.a.palette.page), newColumn(0, top), halves)
}

// dayCounts is the number of the day and what became of it.
func (c *counter) dayCounts(t desk.Today) fyne.CanvasObject {
	a, w := c.a, c.a.words
	head := newRow(gap12, bold(w.Number(t.Total), sizeLarge, a.palette.text),
		label(w.Text("today"), sizeText, a.palette.muted), newSpring())
	if c.narrow() {
		return newColumn(0, head)
	}
	if c.drawer == nil {
		head.Add(label(w.Text("list.title"), sizeSmall, a.palette.muted))
	}
	head.Add(keycap("F3", a.palette.muted))
	counts := []fyne.CanvasObject{
		a.count(assets.IconCheck, siak.ToneVerified, w.Text("today.sent", t.Sent)),
		a.count(assets.IconClock, siak.ToneWaiting, w.Text("today.waiting", t.Waiting)),
	}
	if t.Rejected > 0 {
		counts = append(counts, a.count(assets.IconStop, siak.ToneRefused, w.Text("today.rejected", t.Rejected)))
	}
	if t.Held > 0 {
		counts = append(counts, a.count(assets.IconEye, siak.ToneLookTwice, w.Text("today.held", t.Held)))
	}
	return newColumn(gap4, head, newRow(gap16, counts...))
}

// narrow reports whether the drawer leaves hardly any room on the left.
func (c *counter) narrow() bool {
	return c.drawer != nil && c.a.window.Canvas().Size().Width < 3*drawerWidth+gap24
}

func (a *App) count(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
	return newRow(gap8, icon(name, 16, a.palette.tone(t).mark), label(text, sizeSmall, a.palette.text))
}

func (c *counter) latest(rows []desk.Row) fyne.CanvasObject {
	if len(rows) == 0 {
		return newColumn(0, newRow(0, label(c.a.words.Text("today.none"), sizeSmall, c.a.palette.muted)))
	}
	var lines []fyne.CanvasObject
	height := c.a.window.Canvas().Size().Height
	for _, r := range rows[:min(len(rows), latestRows(height))] {
		lines = append(lines, sized(0, rowHeight, c.a.shortRow(r, c.state.Status.Zone)))
	}
	return newColumn(0, lines...)
}

// shortRow is an activation in one line.
func (a *App) shortRow(r desk.Row, zone *time.Location) fyne.CanvasObject {
	p := a.palette
	name, tone := stateIcon(r.State)
	state := newRow(gap8, icon(name, 16, p.tone(tone).mark),
		newLine(a.words.State(r.State, r.Reason).Short, sizeSmall, p.text))
	return newRow(gap16,
		sized(40, 0, label(a.words.Clock(r.ConfirmedAt, zone), sizeSmall, p.muted)),
		newLine(r.Name, sizeSmall, p.text),
		sized(140, 0, state))
}

// stateIcon is the shape and the tone of a state. Nothing is green before the
// centre has said so.
func stateIcon(s siak.State) (assets.IconName, siak.Tone) {
	switch s {
	case siak.Sending:
		return assets.IconSend, siak.ToneWaiting
	case siak.Accepted:
		return assets.IconCheck, siak.ToneVerified
	case siak.Active:
		return assets.IconDone, siak.ToneVerified
	case siak.Rejected:
		return assets.IconStop, siak.ToneRefused
	case siak.Held:
		return assets.IconEye, siak.ToneLookTwice
	default:
		return assets.IconClock, siak.ToneWaiting
	}
}

// halfLayout lays two objects side by side, the right one under the verdict.
type halfLayout struct{ c *counter }

// Layout implements [fyne.Layout].
func (l halfLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width - l.c.right
	objects[0].Move(fyne.Position{})
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[1].Move(fyne.NewPos(left, 0))
	objects[1].Resize(fyne.NewSize(l.c.right, size.Height))
}

// MinSize implements [fyne.Layout].
func (halfLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func dayChanged(old, now desk.Today) bool {
	return old.Total != now.Total || old.Sent != now.Sent || old.Active != now.Active ||
		old.Rejected != now.Rejected || old.Held != now.Held || !slices.Equal(old.Latest, now.Latest)
}
