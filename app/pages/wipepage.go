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

// WipePlan is what a wipe takes and keeps.
type WipePlan struct {
	Residents, Officers int
	Waiting             int // activations to send, or to export for the registry
	Lost                int // of them, which can be neither
}

// WipePlanner says what a wipe takes and what it keeps.
type WipePlanner interface {
	PlanWipe(ctx context.Context) (WipePlan, error)
}

// WipePage asks twice before everything on the laptop is destroyed: first with
// what is lost and what is kept, then for a word to be typed.
type WipePage struct {
	formPage
	start func() // ends the session by the wipe
	plan  *WipePlan
	sure  bool // the second question stands
	typed *ui.Field
	wrong string
}

// NewWipePage asks for the plan; start is called once the second question was
// answered.
func NewWipePage(env *Env, frame Frame, planner WipePlanner, start func()) *WipePage {
	r := &WipePage{formPage: newFormPage(env, frame), start: start, typed: env.NewField(false)}
	env.Work(func(ctx context.Context) func() {
		plan, err := planner.PlanWipe(ctx)
		return func() {
			if r.failed = siak.KindOf(err); err == nil {
				r.plan = &plan
			}
			frame.Refresh(r)
		}
	})
	return r
}

// Key implements [ui.Screen]: Enter asks the second question, and there wipes if the
// word was typed; Esc leaves at any time.
func (r *WipePage) Key(name fyne.KeyName) {
	switch {
	case r.sure:
		r.Keys(name, r.wipe, r.frame.Leave)
	case name == fyne.KeyEscape:
		r.frame.Leave()
	case ui.IsEnter(name) && r.plan != nil:
		r.ask()
	}
}

// ask is the second question.
func (r *WipePage) ask() {
	r.sure = true
	r.SetFields(r.typed)
	r.frame.Refresh(r)
}

func (r *WipePage) wipe() {
	if word := r.env.Words.Text("erase.word"); strings.TrimSpace(r.typed.Text) != word {
		r.wrong = "erase.word.wrong"
		r.frame.Refresh(r)
		return
	}
	r.start()
}

// Build implements [ui.Screen]: what a wipe would lose, then the second question.
// It is empty until the plan is known.
func (r *WipePage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	switch {
	case r.failed != "":
		return r.form("erase.title", a.Mistake(a.Sentence(words.DeedWipe, r.failed)), "list.back", r.frame.Leave, r.frame.Leave)
	case r.plan == nil:
		return ui.NewStack()
	case r.sure:
		fields := ui.NewColumn(ui.Gap16,
			ui.NewParagraph(w.Text("erase.sure", w.Text("erase.word")), ui.SizeText, a.Palette.Text),
			a.FormInput("erase.type", r.typed, r.wrong, ""))
		return r.form("erase.title", ui.NewMaxWidth(fields), "erase.do", r.wipe, r.frame.Leave)
	}
	lost := []string{w.Text("erase.residents", r.plan.Residents), w.Text("erase.officers", r.plan.Officers), w.Text("erase.day")}
	if r.plan.Lost > 0 {
		lost = append(lost, w.Text("erase.lost", r.plan.Lost))
	}
	kept := []string{w.Text("erase.done"), w.Text("erase.audit")}
	if n := r.plan.Waiting - r.plan.Lost; n > 0 {
		kept = append([]string{w.Text("erase.waiting", n)}, kept...)
	}
	text := ui.NewColumn(ui.Gap24,
		a.Points(w.Text("erase.takes"), assets.IconDash, siak.ToneRefused, lost),
		a.Points(w.Text("erase.keeps"), assets.IconCheck, siak.ToneVerified, kept))
	return r.form("erase.title", ui.NewMaxWidth(text), "erase.next", r.ask, r.frame.Leave)
}
