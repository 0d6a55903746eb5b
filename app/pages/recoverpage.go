package pages

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Recovering opens the station with its recovery code and gives the supervisor's account
// a new passphrase. then begins the session, on the GUI thread. It fails with
// siak.KindRecoveryMistyped, whose error has a method MistypedGroup, from 1 and 0 for a
// wrong length, with siak.KindRecoveryWrong, siak.KindNoRecovery and, for an account that
// is no supervisor's, siak.KindNotAllowed.
type Recovering func(ctx context.Context, code string, passphrase []byte) (then func(), err error)

// RecoverPage is where a supervisor opens the station with the recovery code.
type RecoverPage struct {
	formPage
	name              string
	recover           Recovering
	code, pass, again *ui.Field
	wrong             recoverMistakes
}

// recoverMistakes are what is said at the fields.
type recoverMistakes struct{ code, pass, again string }

// NewRecoverPage asks for the code and a new passphrase of the account of that name.
func NewRecoverPage(env *Env, frame Frame, name string, recover Recovering) *RecoverPage {
	r := &RecoverPage{formPage: newFormPage(env, frame), name: name, recover: recover}
	r.code, r.pass, r.again = env.NewField(false), env.NewField(true), env.NewField(true)
	r.SetFields(r.code, r.pass, r.again)
	return r
}

// Key implements [ui.Screen].
func (r *RecoverPage) Key(name fyne.KeyName) { r.Keys(name, r.send, r.frame.Leave) }

// check is what can be seen without the store.
func (r *RecoverPage) check() (m recoverMistakes, at *ui.Field) {
	w := r.env.Words
	switch {
	case strings.TrimSpace(r.code.Text) == "":
		return recoverMistakes{code: w.Text("recover.need.code")}, r.code
	case r.pass.Text == "":
		return recoverMistakes{pass: w.Text("start.need.pass")}, r.pass
	case r.pass.Text != r.again.Text:
		return recoverMistakes{again: w.Text("start.differs")}, r.again
	}
	return recoverMistakes{}, nil
}

func (r *RecoverPage) send() {
	r.failed = ""
	wrong, at := r.check()
	if r.wrong = wrong; at != nil {
		r.frame.Refresh(r)
		r.GoTo(at)
		return
	}
	r.Busy = true
	r.frame.Refresh(r)
	code, passphrase := r.code.Text, []byte(r.pass.Text)
	r.env.Work(func(ctx context.Context) func() {
		then, err := r.recover(ctx, code, passphrase)
		clear(passphrase)
		if err != nil {
			return func() { r.refused(err) }
		}
		return then
	})
}

// refused says at the field what is wrong with it. The page may have been left meanwhile.
func (r *RecoverPage) refused(err error) {
	r.Busy = false
	if !r.frame.IsOpen(r) {
		return
	}
	w, kind, at := r.env.Words, siak.KindOf(err), r.code
	var mistyped interface{ MistypedGroup() int }
	switch {
	case errors.As(err, &mistyped) && mistyped.MistypedGroup() > 0:
		r.wrong.code = w.Text("recover.group", mistyped.MistypedGroup())
	case kind == siak.KindRecoveryMistyped:
		r.wrong.code = w.Text("recover.length")
	case kind == siak.KindRecoveryWrong:
		r.wrong.code = r.env.Sentence(words.DeedRecover, kind)
	case kind == siak.KindWeakPassphrase:
		r.wrong.pass, at = w.Text("weak.pass"), r.pass
	default:
		r.failed = kind
	}
	r.frame.Refresh(r)
	r.GoTo(at)
}

// Build implements [ui.Screen].
func (r *RecoverPage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	fields := ui.NewColumn(ui.Gap16,
		ui.NewParagraph(w.Text("recover.text", r.name), ui.SizeText, a.Palette.Muted),
		a.Input(w.Text("recover.code"), r.code, r.wrong.code, w.Text("recover.code.rule")),
		a.Input(w.Text("recover.pass"), r.pass, r.wrong.pass, w.Text("start.rule")),
		a.Input(w.Text("start.again"), r.again, r.wrong.again, ""))
	if r.failed != "" {
		fields.Add(a.Mistake(a.Sentence(words.DeedRecover, r.failed)))
	}
	return r.form("recover.title", ui.NewMaxWidth(fields), "recover.do", r.send, r.frame.Leave)
}
