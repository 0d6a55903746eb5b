package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

func (r *stickRoom) build() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	head := newRow(gap16, bold(w.Text("stick.title"), sizeBand, a.palette.text),
		newPara(w.Text("stick.text"), sizeText, a.palette.muted))
	parts := []fyne.CanvasObject{head}
	if r.there != nil {
		parts = append(parts, r.places(), r.files())
	}
	if told := r.told(); told != nil {
		parts = append(parts, told)
	}
	return newColumn(gap16, append(parts, newSpring(), r.buttons())...)
}

// places are where the outbox can go.
func (r *stickRoom) places() fyne.CanvasObject {
	w, p := r.c.a.words, r.c.a.palette
	lines := newColumn(gap4, newLine(w.Text("stick.save", r.there.Waiting), sizeText, p.muted))
	for i, place := range r.there.Places {
		name, note := place.Name, w.Text("stick.stick")
		if !place.Stick {
			name, note = w.Text("stick.documents"), breakable(place.Dir)
		}
		lines.Add(r.line(i, assets.IconTray, name, note))
	}
	return lines
}

// files are what can be taken in, as many as there is room for.
func (r *stickRoom) files() fyne.CanvasObject {
	w, p := r.c.a.words, r.c.a.palette
	lines := newColumn(gap4, newLine(w.Text("stick.take"), sizeText, p.muted))
	if len(r.there.Files) == 0 {
		lines.Add(newPara(w.Text("stick.none"), sizeText, p.text))
	}
	first := len(r.there.Places)
	most := max(1, r.c.roomRows(listRowHeight+gap4)-first-3)
	from := max(0, r.cursor-first-most+1)
	for i := from; i < min(len(r.there.Files), from+most); i++ {
		f := r.there.Files[i]
		lines.Add(r.line(first+i, assets.IconData, f.Name, w.DayClock(f.At, r.c.zone())))
	}
	return lines
}

// line is one that can be chosen.
func (r *stickRoom) line(i int, shape assets.IconName, name, note string) fyne.CanvasObject {
	p := r.c.a.palette
	back, fg, quiet := rounded(p.surface), p.text, p.muted
	if i == r.cursor && r.cancel == nil {
		back, fg, quiet = rounded(p.ink), p.onInk, p.onInk
	}
	face := newRow(gap12, icon(shape, 20, fg), newLine(name, sizeText, fg), sized(320, 0, newRow(0, newLine(note, sizeSmall, quiet))))
	return sized(0, listRowHeight, newStack(back, newPressable(pad(gap12, 0, face), p.quiet, func() { r.do(i) })))
}

// told is what goes on, or what came of it.
func (r *stickRoom) told() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	say := func(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
		return newRow(gap12, icon(name, 20, a.palette.tone(t).mark), newPara(text, sizeText, a.palette.text))
	}
	switch {
	case r.cancel != nil && r.done > 0:
		return say(assets.IconClock, siak.ToneWaiting, w.Text("stick.reading", r.done))
	case r.cancel != nil:
		return say(assets.IconClock, siak.ToneWaiting, w.Text("busy"))
	case r.failed != "":
		told := w.Kind(r.failed)
		return say(assets.IconStop, siak.ToneRefused, told.What+" "+told.Do)
	case r.over:
		return say(assets.IconDash, siak.ToneNotNow, w.Text("stick.over"))
	case r.saved != nil:
		return say(assets.IconCheck, siak.ToneVerified, w.Text("stick.saved", r.saved.Activations, breakable(r.saved.Path)))
	case r.taken == nil:
		return nil
	case !r.taken.New:
		return say(assets.IconDash, siak.ToneNotNow, w.Text("byhand.known"))
	case r.taken.Area:
		return say(assets.IconCheck, siak.ToneVerified,
			w.Text("stick.area", r.taken.People, w.When(r.taken.Made, a.now(), r.c.zone())))
	default:
		return say(assets.IconCheck, siak.ToneVerified, w.Text("stick.receipts", r.taken.Changed))
	}
}

func (r *stickRoom) buttons() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	if r.cancel != nil {
		return newRow(gap16, a.keyButton("Esc", w.Text("do.cancel"), true, r.breakOff), newSpring())
	}
	act := "stick.do.take"
	if r.there == nil || r.cursor < len(r.there.Places) {
		act = "stick.do.save"
	}
	return newRow(gap16,
		a.keyButton("Enter", w.Text(act), true, func() { r.do(r.cursor) }),
		a.keyButton("F2", w.Text("stick.again"), false, r.look),
		a.keyButton("Esc", w.Text("list.back"), false, r.c.leave), newSpring())
}
