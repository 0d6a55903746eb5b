package app

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/siak"
)

// todayView is what the day's strip shows, comparable.
type todayView struct {
	counts [5]int
	latest [desk.LatestRows]desk.Row
	n      int
	zone   *time.Location
	narrow bool // the training panel leaves space for the number only
	open   bool // the training panel is
	few    bool // there is space for few rows
	line   bool // there is space for one line
}

// today is the strip of the day at the foot of the counter page.
type today struct{ section }

func (s *today) render() {
	t := s.c.state.Today
	v := todayView{
		counts: [5]int{t.Total, t.Sent, t.Waiting, t.Rejected, t.Held},
		n:      min(len(t.Latest), desk.LatestRows), zone: s.c.state.Status.Zone,
		narrow: s.narrow(), open: s.c.training != nil, few: s.c.compact(), line: s.c.oneLine(),
	}
	copy(v.latest[:], t.Latest)
	s.show(v, func() fyne.CanvasObject { return s.strip(t) })
}

func (s *today) strip(t desk.Today) fyne.CanvasObject {
	press := func(y float32, o fyne.CanvasObject) fyne.CanvasObject {
		return ui.NewPressable(ui.Pad(s.c.env.Page, y, o), s.c.env.Palette.Subtle, s.c.toggleList)
	}
	if s.c.oneLine() {
		return ui.NewStack(ui.Rect(s.c.env.Palette.Page), press(ui.Gap8, s.dayLine(t)))
	}
	halves := container.New(halfLayout{s.c}, press(ui.Gap16, s.dayCounts(t)), ui.Pad(s.c.env.Page, ui.Gap16, s.latest(t.Latest)))
	top := ui.Sized(0, 1, ui.Rect(s.c.env.Palette.Line))
	return ui.NewStack(ui.Rect(s.c.env.Palette.Page), ui.NewColumn(0, top), halves)
}

// dayCounts is the number of the day and what became of it.
func (s *today) dayCounts(t desk.Today) fyne.CanvasObject {
	a, w := s.c.env, s.c.env.Words
	head := ui.NewRow(ui.Gap12, ui.Bold(w.Number(t.Total), ui.SizeLarge, a.Palette.Text),
		ui.Label(w.Text("today"), ui.SizeText, a.Palette.Muted), ui.NewSpacer())
	if s.narrow() {
		return ui.NewColumn(0, head)
	}
	if s.c.training == nil {
		head.Add(ui.Label(w.Text("list.title"), ui.SizeSmall, a.Palette.Muted))
	}
	head.Add(ui.Keycap("F3", a.Palette.Muted))
	return ui.NewColumn(ui.Gap4, head, ui.NewSharing(ui.Gap16, s.counts(t)...))
}

// dayLine is the number of the day and what became of it, in one line.
func (s *today) dayLine(t desk.Today) fyne.CanvasObject {
	a, w := s.c.env, s.c.env.Words
	line := []fyne.CanvasObject{
		ui.Bold(w.Number(t.Total), ui.SizeText, a.Palette.Text), ui.Label(w.Text("today"), ui.SizeSmall, a.Palette.Muted),
	}
	line = append(line, s.counts(t)...)
	line = append(line, ui.NewSpacer(), ui.Keycap("F3", a.Palette.Muted))
	return ui.NewSharing(ui.Gap12, line...)
}

// counts are what became of the day's activations.
func (s *today) counts(t desk.Today) []fyne.CanvasObject {
	a, w := s.c.env, s.c.env.Words
	counts := []fyne.CanvasObject{
		a.Count(assets.IconCheck, siak.ToneVerified, w.Text("today.sent", t.Sent)),
		a.Count(assets.IconClock, siak.ToneWaiting, w.Text("today.waiting", t.Waiting)),
	}
	if t.Rejected > 0 {
		counts = append(counts, a.Count(assets.IconStop, siak.ToneRefused, w.Text("today.rejected", t.Rejected)))
	}
	if t.Held > 0 {
		counts = append(counts, a.Count(assets.IconEye, siak.ToneLookTwice, w.Text("today.held", t.Held)))
	}
	return counts
}

// narrow reports whether the training panel leaves hardly any space on the left.
func (s *today) narrow() bool {
	return s.c.training != nil && s.c.env.Canvas().Size().Width < 3*pages.TrainingWidth+ui.Gap24
}

func (s *today) latest(rows []desk.Row) fyne.CanvasObject {
	if len(rows) == 0 {
		return ui.NewColumn(0, ui.NewRow(0, ui.Label(s.c.env.Words.Text("today.none"), ui.SizeSmall, s.c.env.Palette.Muted)))
	}
	var lines []fyne.CanvasObject
	height := s.c.env.Canvas().Size().Height
	for _, r := range rows[:min(len(rows), pages.LatestRows(height))] {
		lines = append(lines, ui.Sized(0, pages.RowHeight, shortRow(s.c.env, r, s.c.state.Status.Zone)))
	}
	return ui.NewColumn(0, lines...)
}

// shortRow is an activation in one line.
func shortRow(a *pages.Env, r desk.Row, zone *time.Location) fyne.CanvasObject {
	p := a.Palette
	name, tone := pages.StateIcon(r.State)
	state := ui.NewRow(ui.Gap8, ui.Icon(name, 16, p.Tone(tone).Mark),
		ui.NewTruncated(a.Words.State(r.State, r.Reason).Short, ui.SizeSmall, p.Text))
	return ui.NewRow(ui.Gap16,
		ui.Sized(40, 0, ui.Label(a.Words.Clock(r.ConfirmedAt, zone), ui.SizeSmall, p.Muted)),
		ui.NewTruncated(r.Name, ui.SizeSmall, p.Text),
		ui.Sized(140, 0, state))
}

// halfLayout lays two objects side by side, the right one under the verdict.
type halfLayout struct{ c *counterPage }

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
