package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// auditRoom is the supervisor's account of everything that was done, newest
// first, a page at a time.
type auditRoom struct {
	form
	boss   Supervisor
	rows   []AuditRow
	starts []int64 // before which row each page up to this one begins
	last   bool    // there is nothing older
	report *AuditReport
	path   *field // asked for while an export is prepared
	asking bool
	wrote  string // where the export is
}

func newAuditRoom(c *counter, boss Supervisor) *auditRoom {
	r := &auditRoom{form: form{c: c}, boss: boss, starts: []int64{0}, path: newField(c.a, false)}
	r.load()
	return r
}

func (r *auditRoom) perPage() int { return r.c.roomRows(rowHeight) - 1 }

// load reads the page of now.
func (r *auditRoom) load() {
	before, limit := r.starts[len(r.starts)-1], r.perPage()
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		rows, err := r.boss.Audit(ctx, before, limit+1) // one more says that there is more
		return func() {
			r.failed = siak.KindOf(err)
			r.last = len(rows) <= limit
			r.rows = rows[:min(limit, len(rows))]
			r.c.again(r)
		}
	})
}

func (r *auditRoom) older() {
	if !r.last && len(r.rows) > 0 {
		r.starts = append(r.starts, r.rows[len(r.rows)-1].Seq)
		r.load()
	}
}

func (r *auditRoom) newer() {
	r.starts = r.starts[:max(1, len(r.starts)-1)]
	r.load()
}

func (r *auditRoom) key(name fyne.KeyName) {
	if r.asking {
		r.keys(name, r.export, r.stopAsking)
		return
	}
	switch {
	case r.busy:
	case name == fyne.KeyEscape:
		r.c.leave()
	case isEnter(name):
		r.verify()
	case name == fyne.KeyF2:
		r.ask()
	case name == fyne.KeyPageDown || name == fyne.KeyDown || name == fyne.KeyRight:
		r.older()
	case name == fyne.KeyPageUp || name == fyne.KeyUp || name == fyne.KeyLeft:
		r.newer()
	}
}

// run does something that takes time.
func (r *auditRoom) run(do func(ctx context.Context) error, then func()) {
	r.busy, r.failed, r.report, r.wrote = true, "", nil, ""
	r.c.again(r)
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			r.busy, r.failed = false, siak.KindOf(err)
			if err == nil {
				then()
			}
			r.c.again(r)
		}
	})
}

func (r *auditRoom) verify() {
	var report AuditReport
	r.run(func(ctx context.Context) (err error) {
		report, err = r.boss.VerifyAudit(ctx)
		return err
	}, func() { r.report = &report })
}

// ask shows where the export would go.
func (r *auditRoom) ask() {
	r.asking, r.failed, r.wrote, r.report = true, "", "", nil
	r.path.SetText(r.boss.ExportPath())
	r.path.CursorColumn = len([]rune(r.path.Text))
	r.order = []fyne.Focusable{r.path}
	r.c.again(r)
}

func (r *auditRoom) stopAsking() {
	r.asking, r.order = false, nil
	r.c.again(r)
}

func (r *auditRoom) export() {
	path := strings.TrimSpace(r.path.Text)
	r.run(func(ctx context.Context) error { return r.boss.ExportAudit(ctx, path) }, func() {
		r.asking, r.order, r.wrote = false, nil, path
		r.load()
	})
}

func (r *auditRoom) build() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	if r.asking {
		fields := []fyne.CanvasObject{
			newPara(w.Text("audit.export.text"), sizeText, a.palette.muted),
			a.input("audit.path", r.path, "", "audit.path.rule"),
		}
		if r.failed != "" {
			fields = append(fields, a.mistake(r.failure()))
		}
		return r.page("audit.export", newColumn(gap16, fields...), "audit.write", r.export, r.stopAsking)
	}
	parts := []fyne.CanvasObject{
		newRow(gap24, bold(w.Text("audit.title"), sizeBand, a.palette.text), r.told()),
		newColumn(0, r.lines()...),
	}
	return newColumn(gap16, append(parts, newSpring(), r.buttons())...)
}

func (r *auditRoom) buttons() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	buttons := []fyne.CanvasObject{
		a.keyButton("Esc", w.Text("list.back"), true, r.c.leave),
		a.keyButton("Enter", w.Text("audit.verify"), false, r.verify),
		a.keyButton("F2", w.Text("audit.save"), false, r.ask),
	}
	if !r.last || len(r.starts) > 1 {
		buttons = append(buttons,
			a.keyButton("PgUp", w.Text("list.newer"), false, r.newer),
			a.keyButton("PgDn", w.Text("list.older"), false, r.older))
	}
	return newRow(gap16, append(buttons, newSpring())...)
}

// told is the result of what was asked for, beside the title.
func (r *auditRoom) told() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	p := a.palette
	say := func(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
		return grow(newRow(gap8, icon(name, 20, p.tone(t).mark), newPara(text, sizeText, p.text)))
	}
	switch {
	case r.busy:
		return say(assets.IconClock, siak.ToneWaiting, w.Text("busy"))
	case r.failed != "":
		return say(assets.IconStop, siak.ToneRefused, r.failure())
	case r.wrote != "":
		return say(assets.IconCheck, siak.ToneVerified, w.Text("audit.written", breakable(r.wrote)))
	case r.report == nil:
		return newSpring()
	case r.report.Problem == "":
		return say(assets.IconCheck, siak.ToneVerified, w.Text("audit.sound", int(r.report.Rows)))
	default:
		return say(assets.IconStop, siak.ToneRefused, w.Text("audit.bad", int(r.report.Bad), problemText(w, r.report.Problem)))
	}
}

func (r *auditRoom) failure() string {
	switch r.failed {
	case siak.KindOutputExists:
		return r.c.a.words.Text("audit.exists")
	case siak.KindNotFound:
		return r.c.a.words.Text("audit.folder")
	}
	told := r.c.a.words.Kind(r.failed)
	return told.What + " " + told.Do
}

func (r *auditRoom) lines() []fyne.CanvasObject {
	lines := []fyne.CanvasObject{}
	for _, row := range r.rows {
		lines = append(lines, r.line(row))
	}
	return lines
}

func (r *auditRoom) line(row AuditRow) fyne.CanvasObject {
	a, w, zone := r.c.a, r.c.a.words, r.c.state.Status.Zone
	p := a.palette
	return sized(0, rowHeight, newRow(gap24,
		sized(56, 0, newRow(0, newSpring(), label(w.Number(int(row.Seq)), sizeSmall, p.muted))),
		sized(176, 0, newRow(0, newLine(w.DayClock(row.At, zone), sizeSmall, p.muted))),
		sized(176, 0, newRow(0, newLine(row.Officer, sizeSmall, p.text))),
		newLine(actText(w, row), sizeSmall, p.text),
		newLine(resultText(w, row), sizeSmall, p.muted)))
}
