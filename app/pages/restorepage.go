package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/siak"
)

// RestorePlan is what a restore would bring and what would be lost by it.
type RestorePlan struct {
	Officers, Activations, Waiting int // that the copy has
	Sound                          bool
	// Missing are the activations that the present ledger has and the copy has not,
	// Unsent those of them that the registry has not acknowledged; -1 where the
	// present one cannot be read.
	Missing, Unsent int
}

// RestorePlanner looks into copies of the ledger.
type RestorePlanner interface {
	// RestorePath is the copy of what was saved of a damaged ledger.
	RestorePath() string
	// PlanRestore says what a copy would bring; it fails with siak.KindDamaged where
	// the file is none.
	PlanRestore(ctx context.Context, path string) (RestorePlan, error)
}

// RestorePage is the way back from a ledger that is damaged: the supervisor names a
// copy, what was saved or a backup, is told what it would bring, and says yes.
type RestorePage struct {
	formPage
	planner RestorePlanner
	start   func(path string) // ends the session by the restore
	path    *ui.Field
	plan    *RestorePlan // of the copy that is named; nil until it was asked for
}

// NewRestorePage names the copy of what was saved; start is called with the path of
// the copy once the supervisor has said yes.
func NewRestorePage(env *Env, frame Frame, planner RestorePlanner, start func(path string)) *RestorePage {
	r := &RestorePage{formPage: newFormPage(env, frame), planner: planner, start: start, path: env.NewField(false)}
	r.path.SetText(planner.RestorePath())
	r.path.CursorColumn = len([]rune(r.path.Text))
	r.SetFields(r.path)
	return r
}

func (r *RestorePage) Key(name fyne.KeyName) {
	if r.plan == nil {
		r.Keys(name, r.ask, r.frame.Leave)
		return
	}
	switch {
	case name == fyne.KeyEscape:
		r.another()
	case ui.IsEnter(name):
		r.restore()
	}
}

func (r *RestorePage) file() string { return strings.TrimSpace(r.path.Text) }

// ask looks into the copy.
func (r *RestorePage) ask() {
	path := r.file()
	r.Busy, r.failed = true, ""
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		plan, err := r.planner.PlanRestore(ctx, path)
		return func() {
			r.Busy = false
			if r.failed = siak.KindOf(err); err == nil {
				r.plan = &plan
				r.SetFields()
			}
			r.frame.Refresh(r)
		}
	})
}

// another goes back to the question which copy.
func (r *RestorePage) another() {
	r.plan = nil
	r.SetFields(r.path)
	r.frame.Refresh(r)
}

func (r *RestorePage) restore() { r.start(r.file()) }

func (r *RestorePage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	if r.plan != nil {
		return r.form("mend.title", ui.NewMaxWidth(r.told()), "mend.do", r.restore, r.another)
	}
	fields := []fyne.CanvasObject{
		ui.NewParagraph(w.Text("mend.text"), ui.SizeText, a.Palette.Text),
		a.FormInput("mend.path", r.path, "", "mend.path.rule"),
	}
	if r.Busy {
		fields = append(fields, ui.Label(w.Text("busy"), ui.SizeText, a.Palette.Muted))
	}
	if r.failed != "" {
		fields = append(fields, a.Mistake(w.Text("mend.none")))
	}
	fields = append(fields, ui.NewParagraph(w.Text("mend.anew"), ui.SizeSmall, a.Palette.Muted))
	return r.form("mend.title", ui.NewMaxWidth(ui.NewColumn(ui.Gap16, fields...)), "mend.next", r.ask, r.frame.Leave)
}

// told is what the copy brings and what would be lost.
func (r *RestorePage) told() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	brings := []string{w.Text("mend.brings", r.plan.Activations, r.plan.Waiting), w.Text("mend.officers", r.plan.Officers), w.Text("mend.aside")}
	lost := []string{}
	switch {
	case r.plan.Missing < 0:
		lost = append(lost, w.Text("mend.unknown"))
	case r.plan.Missing > 0:
		lost = append(lost, w.Text("mend.missing", r.plan.Missing, r.plan.Unsent))
	}
	if !r.plan.Sound {
		lost = append(lost, w.Text("mend.unsound"))
	}
	parts := []fyne.CanvasObject{a.Points(w.Text("mend.has"), assets.IconCheck, siak.ToneVerified, brings)}
	if len(lost) > 0 {
		parts = append(parts, a.Points(w.Text("mend.mind"), assets.IconEye, siak.ToneLookTwice, lost))
	}
	return ui.NewColumn(ui.Gap24, parts...)
}
