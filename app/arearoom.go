package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// AreaPart is a district that a team may keep of the register, or keeps.
type AreaPart struct {
	Region    siak.Region
	Name      string
	People    int // 0: not known now
	Megabytes int // that a copy takes, about
	Chosen    bool
	Held      int // people on this laptop
}

// areaRoom is where a supervisor chooses what the laptop keeps: arrows go
// through the districts, the space bar ticks one, Enter saves.
type areaRoom struct {
	form
	boss    Supervisor
	parts   []AreaPart
	ticked  map[siak.Region]bool
	cursor  int
	offline siak.Kind // why nothing can be changed
	loaded  bool
	wrong   string // key of a text
}

func newAreaRoom(c *counter, boss Supervisor) *areaRoom {
	r := &areaRoom{form: form{c: c}, boss: boss}
	r.load()
	return r
}

func (r *areaRoom) load() {
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		parts, offline, err := r.boss.Areas(ctx)
		return func() {
			r.parts, r.offline, r.failed, r.loaded = parts, offline, siak.KindOf(err), true
			r.ticked = make(map[siak.Region]bool, len(parts))
			for _, p := range parts {
				r.ticked[p.Region] = p.Chosen
			}
			r.cursor = min(r.cursor, max(0, len(parts)-1))
			r.c.again(r)
		}
	})
}

func (r *areaRoom) key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyEscape:
		r.c.leave()
		return
	case r.busy || !r.loaded:
		return
	case name == fyne.KeyUp:
		r.cursor = max(0, r.cursor-1)
	case name == fyne.KeyDown:
		r.cursor = min(len(r.parts)-1, r.cursor+1)
	case name == fyne.KeySpace:
		r.tick(r.cursor)
		return
	case isEnter(name):
		r.submit()
		return
	}
	r.c.again(r)
}

// tick takes a district in or out.
func (r *areaRoom) tick(i int) {
	if i < 0 || i >= len(r.parts) || r.offline != "" {
		return
	}
	r.cursor, r.wrong = i, ""
	region := r.parts[i].Region
	r.ticked[region] = !r.ticked[region]
	r.c.again(r)
}

// plan is what saving would do.
func (r *areaRoom) plan() (chosen []siak.Region, gone, people int, changed bool) {
	for _, p := range r.parts {
		if r.ticked[p.Region] {
			chosen = append(chosen, p.Region)
		} else if p.Held > 0 {
			gone++
			people += p.Held
		}
		changed = changed || r.ticked[p.Region] != p.Chosen
	}
	return chosen, gone, people, changed
}

// submit saves, and asks first where that removes something.
func (r *areaRoom) submit() {
	chosen, gone, people, changed := r.plan()
	switch {
	case r.offline != "":
		return
	case len(chosen) == 0:
		r.wrong = "area.none"
	case !changed:
		r.wrong = "area.same"
	case gone > 0:
		r.c.a.openPanel(func() *panel { return r.ask(gone, people) })
		return
	default:
		r.save()
		return
	}
	r.c.again(r)
}

func (r *areaRoom) ask(gone, people int) *panel {
	a, w := r.c.a, r.c.a.words
	return &panel{
		a: a, name: panelOfficer, at: topRight, title: w.Text("area.ask", gone),
		facts: []string{w.Text("area.ask.text", people)},
		items: []item{
			{text: w.Text("area.ask.do"), run: func() { a.closePanel(); r.save() }},
			{text: w.Text("do.cancel"), run: a.closePanel},
		},
	}
}

func (r *areaRoom) save() {
	chosen, _, _, _ := r.plan()
	r.busy, r.wrong = true, ""
	r.c.again(r)
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		failed := siak.KindOf(r.boss.SetArea(ctx, chosen))
		return func() {
			if r.busy, r.failed = false, failed; r.c.room != r {
				return
			}
			if failed == "" {
				r.c.leave()
				return
			}
			r.c.again(r)
		}
	})
}

func (r *areaRoom) build() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	parts := []fyne.CanvasObject{
		bold(w.Text("area.title"), sizeBand, a.palette.text),
		newPara(r.lead(), sizeText, a.palette.muted),
	}
	var lines []fyne.CanvasObject
	from, to := r.shown()
	for i := from; i < to; i++ {
		lines = append(lines, r.line(i))
	}
	parts = append(parts, newColumn(0, lines...))
	if text := r.mistakeText(); text != "" {
		parts = append(parts, a.mistake(text))
	}
	return newColumn(gap16, append(parts, newSpring(), r.foot())...)
}

// lead says what the room is for, or why it is of no use now.
func (r *areaRoom) lead() string {
	switch w := r.c.a.words; {
	case !r.loaded:
		return w.Text("area.looking")
	case r.offline != "":
		return w.Text("area.offline")
	default:
		return w.Text("area.text")
	}
}

func (r *areaRoom) mistakeText() string {
	w := r.c.a.words
	if r.wrong != "" {
		return w.Text(r.wrong)
	}
	if kind := r.failed; kind != "" {
		told := w.Kind(kind)
		return told.What + " " + told.Do
	}
	return ""
}

// foot is the sum and the buttons.
func (r *areaRoom) foot() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	people, size := 0, 0
	for _, p := range r.parts {
		if r.ticked[p.Region] {
			people, size = people+max(p.People, p.Held), size+p.Megabytes
		}
	}
	buttons := []fyne.CanvasObject{a.keyButton("Esc", w.Text("list.back"), true, r.c.leave)}
	if r.loaded && r.offline == "" && !r.busy {
		buttons = append(buttons,
			a.keyButton(w.Text("key.space"), w.Text("area.tick"), false, func() { r.tick(r.cursor) }),
			a.keyButton("Enter", w.Text("area.save"), false, r.submit))
	}
	sum := label(w.Text("area.sum", people, size), sizeText, a.palette.text)
	return newColumn(gap16, sum, newRow(gap16, append(buttons, newSpring())...))
}

// shown are the lines there is room for, the chosen one among them.
func (r *areaRoom) shown() (from, to int) {
	most := max(1, r.c.roomRows(listRowHeight)-3)
	from = max(0, r.cursor-most+1)
	return from, min(len(r.parts), from+most)
}

func (r *areaRoom) line(i int) fyne.CanvasObject {
	a, w, part := r.c.a, r.c.a.words, r.parts[i]
	p := a.palette
	back, fg := rounded(p.surface), p.text
	if i == r.cursor {
		back, fg = rounded(p.ink), p.onInk
	}
	box := assets.IconDash
	if r.ticked[part.Region] {
		box = assets.IconCheck
	}
	people, size := "", ""
	if part.People > 0 {
		people, size = w.Text("area.people", part.People), w.Text("area.size", part.Megabytes)
	}
	cells := newRow(gap24,
		icon(box, 20, fg), newLine(r.name(part), sizeText, fg),
		sized(150, 0, newRow(0, newLine(people, sizeText, fg))),
		sized(150, 0, newRow(0, newLine(size, sizeText, fg))),
		sized(200, 0, newRow(0, newLine(r.note(part), sizeText, fg))))
	return sized(0, listRowHeight, newStack(back, newPressable(pad(gap12, 0, cells), p.quiet, func() { r.tick(i) })))
}

// name is the district's, as the registry sent it.
func (r *areaRoom) name(part AreaPart) string {
	if part.Name == "" {
		return r.c.a.words.Place("", part.Region)
	}
	return r.c.a.words.Text("region.district", part.Name)
}

// note is what of a district is here, or what saving will do to it.
func (r *areaRoom) note(part AreaPart) string {
	w, ticked := r.c.a.words, r.ticked[part.Region]
	switch {
	case !ticked && part.Held > 0:
		return w.Text("area.gone")
	case ticked && !part.Chosen, ticked && part.Held == 0:
		return w.Text("area.new")
	case part.Held > 0:
		return w.Text("area.held", part.Held)
	default:
		return ""
	}
}
