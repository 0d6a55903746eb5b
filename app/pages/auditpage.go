package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// AuditPage is the supervisor's account of everything that was done, newest
// first, a page at a time.
type AuditPage struct {
	formPage
	trail  AuditTrail
	rows   []AuditRow
	starts []int64 // before which row each page up to this one begins
	last   bool    // there is nothing older
	report *AuditReport
	path   *ui.Field // asked for while an export is prepared
	asking bool
	wrote  string // where the export is
	doing  words.Deed
}

// NewAuditPage reads the newest rows.
func NewAuditPage(env *Env, frame Frame, trail AuditTrail) *AuditPage {
	r := &AuditPage{formPage: newFormPage(env, frame), trail: trail, starts: []int64{0}, path: env.NewField(false)}
	r.load()
	return r
}

func (r *AuditPage) perPage() int { return r.frame.Rows(RowHeight) - 1 }

// load reads the page of now.
func (r *AuditPage) load() {
	before, limit := r.starts[len(r.starts)-1], r.perPage()
	r.env.Work(func(ctx context.Context) func() {
		rows, err := r.trail.Audit(ctx, before, limit+1) // one more says that there is more
		return func() {
			r.failed = siak.KindOf(err)
			r.last = len(rows) <= limit
			r.rows = rows[:min(limit, len(rows))]
			r.frame.Refresh(r)
		}
	})
}

func (r *AuditPage) older() {
	if !r.last && len(r.rows) > 0 {
		r.starts = append(r.starts, r.rows[len(r.rows)-1].Seq)
		r.load()
	}
}

func (r *AuditPage) newer() {
	r.starts = r.starts[:max(1, len(r.starts)-1)]
	r.load()
}

// Key implements [ui.Screen]: Enter verifies the chain, F2 asks where to export
// it, the arrows turn the pages and Esc leaves. While something runs none counts.
func (r *AuditPage) Key(name fyne.KeyName) {
	if r.asking {
		r.Keys(name, r.export, r.stopAsking)
		return
	}
	switch {
	case r.Busy:
	case name == fyne.KeyEscape:
		r.frame.Leave()
	case ui.IsEnter(name):
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
func (r *AuditPage) run(deed words.Deed, do func(ctx context.Context) error, then func()) {
	r.doing = deed
	r.Busy, r.failed, r.report, r.wrote = true, "", nil, ""
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			r.Busy, r.failed = false, siak.KindOf(err)
			if err == nil {
				then()
			}
			r.frame.Refresh(r)
		}
	})
}

func (r *AuditPage) verify() {
	var report AuditReport
	r.run(words.DeedVerifyAudit, func(ctx context.Context) (err error) {
		report, err = r.trail.VerifyAudit(ctx)
		return err
	}, func() { r.report = &report })
}

// ask shows where the export would go.
func (r *AuditPage) ask() {
	r.asking, r.failed, r.wrote, r.report = true, "", "", nil
	r.path.SetText(r.trail.ExportPath())
	r.path.CursorColumn = len([]rune(r.path.Text))
	r.SetFields(r.path)
	r.frame.Refresh(r)
}

func (r *AuditPage) stopAsking() {
	r.asking = false
	r.SetFields()
	r.frame.Refresh(r)
}

func (r *AuditPage) export() {
	path := strings.TrimSpace(r.path.Text)
	r.run(words.DeedExportAudit, func(ctx context.Context) error { return r.trail.ExportAudit(ctx, path) }, func() {
		r.asking, r.wrote = false, path
		r.SetFields()
		r.load()
	})
}

// Build implements [ui.Screen]: the form of the export while it is asked for, else
// the rows of one page and what the last verification or export found.
func (r *AuditPage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	if r.asking {
		fields := []fyne.CanvasObject{
			ui.NewParagraph(w.Text("audit.export.text"), ui.SizeText, a.Palette.Muted),
			a.FormInput("audit.path", r.path, "", "audit.path.rule"),
		}
		if r.failed != "" {
			fields = append(fields, a.Mistake(r.failure()))
		}
		return r.form("audit.export", ui.NewColumn(ui.Gap16, fields...), "audit.write", r.export, r.stopAsking)
	}
	head := ui.NewRow(ui.Gap24, ui.Bold(w.Text("audit.title"), ui.SizeBand, a.Palette.Text), r.told())
	return a.PageOf(head, r.buttons(), ui.NewColumn(0, r.lines()...))
}

func (r *AuditPage) buttons() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	buttons := []fyne.CanvasObject{
		a.KeyButton("Esc", w.Text("list.back"), true, r.frame.Leave),
		a.KeyButton("Enter", w.Text("audit.verify"), false, r.verify),
		a.KeyButton("F2", w.Text("audit.save"), false, r.ask),
	}
	if !r.last || len(r.starts) > 1 {
		buttons = append(buttons,
			a.KeyButton("PgUp", w.Text("list.newer"), false, r.newer),
			a.KeyButton("PgDn", w.Text("list.older"), false, r.older))
	}
	return ui.NewActions(append(buttons, ui.NewSpacer())...)
}

// told is the result of what was asked for, beside the title.
func (r *AuditPage) told() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	p := a.Palette
	say := func(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
		return ui.Grow(ui.NewRow(ui.Gap8, ui.Icon(name, 20, p.Tone(t).Mark), ui.NewParagraph(text, ui.SizeText, p.Text)))
	}
	switch {
	case r.Busy:
		return say(assets.IconClock, siak.ToneWaiting, w.Text("busy"))
	case r.failed != "":
		return say(assets.IconStop, siak.ToneRefused, r.failure())
	case r.wrote != "":
		return say(assets.IconCheck, siak.ToneVerified, w.Text("audit.written", ui.BreakablePath(r.wrote)))
	case r.report == nil:
		return ui.NewSpacer()
	case r.report.Problem == "":
		return say(assets.IconCheck, siak.ToneVerified, w.Text("audit.sound", int(r.report.Rows)))
	default:
		return say(assets.IconStop, siak.ToneRefused, w.Text("audit.bad", int(r.report.Bad), problemText(w, r.report.Problem)))
	}
}

func (r *AuditPage) failure() string {
	switch r.failed {
	case siak.KindOutputExists:
		return r.env.Words.Text("audit.exists")
	case siak.KindNotFound:
		return r.env.Words.Text("audit.folder")
	}
	return r.env.Sentence(r.doing, r.failed)
}

func (r *AuditPage) lines() []fyne.CanvasObject {
	lines := []fyne.CanvasObject{}
	for _, row := range r.rows {
		lines = append(lines, r.line(row))
	}
	return lines
}

func (r *AuditPage) line(row AuditRow) fyne.CanvasObject {
	a, w, zone := r.env, r.env.Words, r.frame.Zone()
	p := a.Palette
	return ui.Sized(0, RowHeight, ui.NewRow(ui.Gap24,
		ui.Sized(56, 0, ui.NewRow(0, ui.NewSpacer(), ui.Label(w.Number(int(row.Seq)), ui.SizeSmall, p.Muted))),
		ui.Sized(a.cell(176, 136), 0, ui.NewRow(0, ui.NewTruncated(w.DayClock(row.At, zone), ui.SizeSmall, p.Muted))),
		ui.Sized(a.cell(176, 0), 0, ui.NewRow(0, ui.NewTruncated(row.Officer, ui.SizeSmall, p.Text))),
		ui.NewTruncated(actText(w, row), ui.SizeSmall, p.Text),
		ui.NewTruncated(resultText(w, row), ui.SizeSmall, p.Muted)))
}
