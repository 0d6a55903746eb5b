package pages

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
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

// Areas is the choice of what the laptop keeps of the register.
type Areas interface {
	// Areas lists what may be kept of the register and what is; offline says why the
	// registry was not asked. SetArea keeps other districts from now on.
	Areas(ctx context.Context) (parts []AreaPart, offline siak.Kind, err error)
	SetArea(ctx context.Context, chosen []siak.Region) error
}

// AreaPage is where a supervisor chooses what the laptop keeps: arrows go
// through the districts, the space bar ticks one, Enter saves.
type AreaPage struct {
	page
	chosenLine
	areas   Areas
	busy    bool
	failed  siak.Kind
	parts   []AreaPart
	ticked  map[siak.Region]bool
	cursor  int
	offline siak.Kind // why nothing can be changed
	loaded  bool
	wrong   string // key of a text
}

// NewAreaPage reads what there is to choose from.
func NewAreaPage(env *Env, frame Frame, areas Areas) *AreaPage {
	r := &AreaPage{page: page{env, frame}, areas: areas}
	r.load()
	return r
}

func (r *AreaPage) load() {
	r.env.Work(func(ctx context.Context) func() {
		parts, offline, err := r.areas.Areas(ctx)
		return func() {
			r.parts, r.offline, r.failed, r.loaded = parts, offline, siak.KindOf(err), true
			r.ticked = make(map[siak.Region]bool, len(parts))
			for _, p := range parts {
				r.ticked[p.Region] = p.Chosen
			}
			r.cursor = min(r.cursor, max(0, len(parts)-1))
			r.frame.Refresh(r)
		}
	})
}

// Key implements [ui.Screen]: the arrows move, Space takes a district in or out,
// Enter saves and Esc leaves. While the page loads or saves only Esc counts.
func (r *AreaPage) Key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyEscape:
		r.frame.Leave()
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
	case ui.IsEnter(name):
		r.submit()
		return
	}
	r.frame.Refresh(r)
}

// tick takes a district in or out.
func (r *AreaPage) tick(i int) {
	if i < 0 || i >= len(r.parts) || r.offline != "" {
		return
	}
	r.cursor, r.wrong = i, ""
	region := r.parts[i].Region
	r.ticked[region] = !r.ticked[region]
	r.frame.Refresh(r)
}

// plan is what saving would do.
func (r *AreaPage) plan() (chosen []siak.Region, gone, people int, changed bool) {
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
func (r *AreaPage) submit() {
	chosen, gone, people, changed := r.plan()
	switch {
	case r.offline != "":
		return
	case len(chosen) == 0:
		r.wrong = "area.none"
	case !changed:
		r.wrong = "area.same"
	case gone > 0:
		r.env.OpenPanel(func() *ui.Panel { return r.ask(gone, people) })
		return
	default:
		r.save()
		return
	}
	r.frame.Refresh(r)
}

func (r *AreaPage) ask(gone, people int) *ui.Panel {
	a, w := r.env, r.env.Words
	return &ui.Panel{
		Name: PanelOfficer, At: ui.TopRight, Title: w.Text("area.ask", gone),
		Facts: []string{w.Text("area.ask.text", people)},
		Items: []ui.Item{
			{Text: w.Text("area.ask.do"), Run: func() { a.ClosePanel(); r.save() }},
			{Text: w.Text("do.cancel"), Run: a.ClosePanel},
		},
	}
}

func (r *AreaPage) save() {
	chosen, _, _, _ := r.plan()
	r.busy, r.wrong = true, ""
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		failed := siak.KindOf(r.areas.SetArea(ctx, chosen))
		return func() {
			if r.busy, r.failed = false, failed; !r.frame.IsOpen(r) {
				return
			}
			if failed == "" {
				r.frame.Leave()
				return
			}
			r.frame.Refresh(r)
		}
	})
}

// Build implements [ui.Screen]. Of a list that is longer than the page only the
// part around the cursor is made.
func (r *AreaPage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	parts := []fyne.CanvasObject{
		ui.NewParagraph(r.lead(), ui.SizeText, a.Palette.Muted),
	}
	var lines []fyne.CanvasObject
	from, to := r.shown()
	for i := from; i < to; i++ {
		lines = append(lines, r.line(i))
	}
	parts = append(parts, ui.NewColumn(0, lines...))
	if text := r.mistakeText(); text != "" {
		parts = append(parts, a.Mistake(text))
	}
	return a.PageOf(ui.Bold(w.Text("area.title"), ui.SizeBand, a.Palette.Text), r.foot(), parts...)
}

// lead says what the page is for, or why it is of no use now.
func (r *AreaPage) lead() string {
	switch w := r.env.Words; {
	case !r.loaded:
		return w.Text("area.looking")
	case r.offline != "":
		return w.Text("area.offline")
	default:
		return w.Text("area.text")
	}
}

func (r *AreaPage) mistakeText() string {
	w := r.env.Words
	if r.wrong != "" {
		return w.Text(r.wrong)
	}
	if kind := r.failed; kind != "" {
		return r.env.Sentence(words.DeedChooseArea, kind)
	}
	return ""
}

// foot is the sum and the buttons.
func (r *AreaPage) foot() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	people, size := 0, 0
	for _, p := range r.parts {
		if r.ticked[p.Region] {
			people, size = people+max(p.People, p.Held), size+p.Megabytes
		}
	}
	buttons := []fyne.CanvasObject{a.KeyButton("Esc", w.Text("list.back"), true, r.frame.Leave)}
	if r.loaded && r.offline == "" && !r.busy {
		buttons = append(buttons,
			a.KeyButton(w.Text("key.space"), w.Text("area.tick"), false, func() { r.tick(r.cursor) }),
			a.KeyButton("Enter", w.Text("area.save"), false, r.submit))
	}
	sum := ui.Label(w.Text("area.sum", people, size), ui.SizeText, a.Palette.Text)
	return ui.NewColumn(a.Gap, sum, ui.NewActions(append(buttons, ui.NewSpacer())...))
}

// shown are the lines there is space for, the chosen one among them.
func (r *AreaPage) shown() (from, to int) {
	most := max(1, r.frame.Rows(listRowHeight)-3)
	from = max(0, r.cursor-most+1)
	return from, min(len(r.parts), from+most)
}

func (r *AreaPage) line(i int) fyne.CanvasObject {
	a, w, part := r.env, r.env.Words, r.parts[i]
	p := a.Palette
	back, fg := ui.Rounded(p.Surface), p.Text
	if i == r.cursor {
		back, fg = ui.Rounded(p.Accent), p.OnAccent
	}
	box := assets.IconDash
	if r.ticked[part.Region] {
		box = assets.IconCheck
	}
	people, size := "", ""
	if part.People > 0 {
		people, size = w.Text("area.people", part.People), w.Text("area.size", part.Megabytes)
	}
	cells := ui.NewRow(ui.Gap24,
		ui.Icon(box, 20, fg), ui.NewTruncated(r.name(part), ui.SizeText, fg),
		ui.Sized(a.cell(150, 0), 0, ui.NewRow(0, ui.NewTruncated(people, ui.SizeText, fg))),
		ui.Sized(a.cell(150, 0), 0, ui.NewRow(0, ui.NewTruncated(size, ui.SizeText, fg))),
		ui.Sized(a.cell(200, 0), 0, ui.NewRow(0, ui.NewTruncated(r.note(part), ui.SizeText, fg))))
	face := ui.NewPressable(ui.Pad(ui.Gap12, 0, cells), p.Subtle, func() { r.tick(i) })
	return r.keep(i == r.cursor, ui.Sized(0, listRowHeight, ui.NewStack(back, face)))
}

// name is the district's, as the registry sent it.
func (r *AreaPage) name(part AreaPart) string {
	if part.Name == "" {
		return r.env.Words.Place("", part.Region)
	}
	return r.env.Words.Text("region.district", part.Name)
}

// note is what of a district is here, or what saving will do to it.
func (r *AreaPage) note(part AreaPart) string {
	w, ticked := r.env.Words, r.ticked[part.Region]
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
