package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Reenroller is what a session can do whose station's certificate has ended.
type Reenroller interface {
	// EnrolAgain gets the station a new certificate with a code of the registry's
	// staff: the same key, the same station, at once. It fails as the first enrolment does.
	EnrolAgain(ctx context.Context, code string) error
}

// RenewalPage takes a code for a station whose certificate has ended.
type RenewalPage struct {
	formPage
	again Reenroller
	code  *ui.Field
	need  bool
}

// NewRenewalPage asks for the code.
func NewRenewalPage(env *Env, frame Frame, again Reenroller) *RenewalPage {
	r := &RenewalPage{formPage: newFormPage(env, frame), again: again, code: env.NewField(false)}
	r.SetFields(r.code)
	return r
}

// Key implements [ui.Screen]: Enter sends the code and Esc leaves, but not while one
// is on its way.
func (r *RenewalPage) Key(name fyne.KeyName) { r.Keys(name, r.send, r.frame.Leave) }

func (r *RenewalPage) send() {
	r.failed = ""
	if r.need = strings.TrimSpace(r.code.Text) == ""; r.need {
		r.frame.Refresh(r)
		return
	}
	r.Busy = true
	r.frame.Refresh(r)
	code := r.code.Text
	r.env.Work(func(ctx context.Context) func() {
		err := r.again.EnrolAgain(ctx, code)
		return func() { r.sent(siak.KindOf(err)) }
	})
}

// sent says what came of it. The page may have been left meanwhile.
func (r *RenewalPage) sent(failed siak.Kind) {
	r.Busy, r.failed = false, failed
	switch {
	case !r.frame.IsOpen(r):
	case failed == "":
		r.frame.Leave()
	default:
		r.frame.Refresh(r)
	}
}

// Build implements [ui.Screen].
func (r *RenewalPage) Build() fyne.CanvasObject {
	a := r.env
	fields := ui.NewMaxWidth(ui.NewColumn(ui.Gap16, ui.NewParagraph(a.Words.Text("enrol.again.text"), ui.SizeText, a.Palette.Muted),
		r.input()))
	return r.form("enrol.again", fields, "enrol.again.do", r.send, r.frame.Leave)
}

// input is the field with what is missing, what the registry said of the code, or
// the rule.
func (r *RenewalPage) input() fyne.CanvasObject {
	switch {
	case r.need:
		return r.env.FormInput("enrol.code", r.code, "enrol.need.code", "")
	case r.failed != "":
		return r.env.RefusedInput("enrol.code", r.code, words.DeedEnrol, r.failed)
	}
	return r.env.FormInput("enrol.code", r.code, "", "enrol.code.rule")
}
