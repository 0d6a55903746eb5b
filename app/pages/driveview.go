package pages

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/siak"
)

// Build implements [ui.Screen]: the drives and files that were found, and below
// them what became of the last piece of work.
func (r *DrivePage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	head := ui.NewRow(ui.Gap16, ui.Bold(w.Text("stick.title"), ui.SizeBand, a.Palette.Text),
		ui.NewParagraph(w.Text("stick.text"), ui.SizeText, a.Palette.Muted))
	parts := []fyne.CanvasObject{}
	if r.there != nil {
		parts = append(parts, r.places(), r.files())
	}
	if told := r.told(); told != nil {
		parts = append(parts, told)
	}
	return a.PageOf(head, r.buttons(), parts...)
}

// places are where the outbox can go.
func (r *DrivePage) places() fyne.CanvasObject {
	w, p := r.env.Words, r.env.Palette
	lines := ui.NewColumn(ui.Gap4, ui.NewTruncated(w.Text("stick.save", r.there.Waiting), ui.SizeText, p.Muted))
	for i, place := range r.there.Places {
		name, note := place.Name, w.Text("stick.stick")
		if !place.Removable {
			name, note = w.Text("stick.documents"), ui.BreakablePath(place.Dir)
		}
		lines.Add(r.line(i, assets.IconTray, name, note))
	}
	return lines
}

// files are what can be taken in, as many as there is space for.
func (r *DrivePage) files() fyne.CanvasObject {
	w, p := r.env.Words, r.env.Palette
	lines := ui.NewColumn(ui.Gap4, ui.NewTruncated(w.Text("stick.take"), ui.SizeText, p.Muted))
	if len(r.there.Files) == 0 {
		lines.Add(ui.NewParagraph(w.Text("stick.none"), ui.SizeText, p.Text))
	}
	first := len(r.there.Places)
	most := max(1, r.frame.Rows(listRowHeight+ui.Gap4)-first-3)
	from := max(0, r.cursor-first-most+1)
	for i := from; i < min(len(r.there.Files), from+most); i++ {
		f := r.there.Files[i]
		lines.Add(r.line(first+i, assets.IconData, f.Name, w.DayClock(f.At, r.frame.Zone())))
	}
	return lines
}

// line is one that can be chosen.
func (r *DrivePage) line(i int, shape assets.IconName, name, note string) fyne.CanvasObject {
	p := r.env.Palette
	back, fg, quiet := ui.Rounded(p.Surface), p.Text, p.Muted
	if i == r.cursor && r.cancel == nil {
		back, fg, quiet = ui.Rounded(p.Accent), p.OnAccent, p.OnAccent
	}
	face := ui.NewRow(ui.Gap12, ui.Icon(shape, 20, fg), ui.NewTruncated(name, ui.SizeText, fg), ui.Sized(r.env.cell(320, 0), 0, ui.NewRow(0, ui.NewTruncated(note, ui.SizeSmall, quiet))))
	pressed := ui.NewPressable(ui.Pad(ui.Gap12, 0, face), p.Subtle, func() { r.do(i) })
	return r.keep(i == r.cursor, ui.Sized(0, listRowHeight, ui.NewStack(back, pressed)))
}

// told is what goes on, or what came of it.
func (r *DrivePage) told() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	switch {
	case r.cancel != nil && r.done > 0:
		return a.Notice(assets.IconClock, siak.ToneWaiting, w.Text("stick.reading", r.done))
	case r.cancel != nil:
		return a.Notice(assets.IconClock, siak.ToneWaiting, w.Text("busy"))
	case r.failed != "":
		return a.Notice(assets.IconStop, siak.ToneRefused, a.Sentence(r.doing, r.failed))
	case r.over:
		return a.Notice(assets.IconDash, siak.ToneNotNow, w.Text("stick.over"))
	case r.saved != nil:
		return a.Notice(assets.IconCheck, siak.ToneVerified, w.Text("stick.saved", r.saved.Activations, ui.BreakablePath(r.saved.Path)))
	case r.taken == nil:
		return nil
	case !r.taken.New:
		return a.Notice(assets.IconDash, siak.ToneNotNow, w.Text("byhand.known"))
	case r.taken.Area:
		return a.Notice(assets.IconCheck, siak.ToneVerified,
			w.Text("stick.area", r.taken.People, w.When(r.taken.Made, a.Now(), r.frame.Zone())))
	default:
		return a.Notice(assets.IconCheck, siak.ToneVerified, w.Text("stick.receipts", r.taken.Changed))
	}
}

func (r *DrivePage) buttons() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	if r.cancel != nil {
		return ui.NewActions(a.KeyButton("Esc", w.Text("do.cancel"), true, r.breakOff), ui.NewSpacer())
	}
	act := "stick.do.take"
	if r.there == nil || r.cursor < len(r.there.Places) {
		act = "stick.do.save"
	}
	return ui.NewActions(
		a.KeyButton("Enter", w.Text(act), true, func() { r.do(r.cursor) }),
		a.KeyButton("F2", w.Text("stick.again"), false, r.look),
		a.KeyButton("Esc", w.Text("list.back"), false, r.frame.Leave), ui.NewSpacer())
}
