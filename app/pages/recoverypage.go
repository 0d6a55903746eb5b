package pages

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// RecoveryCode is the code with which a supervisor opens the station where the laptop's
// TPM or keyring is gone.
type RecoveryCode struct {
	Groups []string // as it is written down; a secret
	// EndsWith reports whether somebody typed the last group.
	EndsWith func(typed string) bool
}

// Protector makes recovery codes, for a supervisor, and binds keys to the laptop.
type Protector interface {
	// NeedsRecoveryCode reports whether there is no code that somebody has noted and
	// nobody has used. It is asked on the GUI thread.
	NeedsRecoveryCode() bool
	// NewRecoveryCode makes a code. The one before stays good until the new one is noted.
	NewRecoveryCode(ctx context.Context) (RecoveryCode, error)
	// NoteRecoveryCode says that the code is on paper, and binds the officer's own
	// account to the laptop with its secret. It fails as a sign-in does.
	NoteRecoveryCode(ctx context.Context, secret []byte) error
}

// RecoveryPage shows a new recovery code once, and asks for a sign that it was written
// down.
type RecoveryPage struct {
	formPage
	protector  Protector
	pin        bool // the officer's secret is one
	code       RecoveryCode
	last, pass *ui.Field
	wrong      recoveryMistakes
}

// recoveryMistakes are what is wrong with the fields, as keys of texts.
type recoveryMistakes struct{ last, pass string }

// NewRecoveryPage makes a code and shows it.
func NewRecoveryPage(env *Env, frame Frame, protector Protector, me Account) *RecoveryPage {
	r := &RecoveryPage{formPage: newFormPage(env, frame), protector: protector, pin: me.PIN, last: env.NewField(false), pass: env.NewField(true)}
	r.SetFields(r.last, r.pass)
	env.Work(func(ctx context.Context) func() {
		code, err := protector.NewRecoveryCode(ctx)
		return func() {
			r.code, r.failed = code, siak.KindOf(err)
			frame.Refresh(r)
		}
	})
	return r
}

// Key implements [ui.Screen]: Enter says that the code is noted, Esc puts it off.
func (r *RecoveryPage) Key(name fyne.KeyName) { r.Keys(name, r.send, r.frame.Leave) }

// send says that the code is on paper, once the paper has shown it.
func (r *RecoveryPage) send() {
	if len(r.code.Groups) == 0 {
		return
	}
	r.failed, r.wrong = "", recoveryMistakes{}
	switch {
	case !r.code.EndsWith(r.last.Text):
		r.stay(recoveryMistakes{last: "recovery.last.wrong"}, r.last)
		return
	case r.pass.Text == "":
		r.stay(recoveryMistakes{pass: "recovery.need"}, r.pass)
		return
	}
	secret := []byte(r.pass.Text)
	r.Busy = true
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		err := r.protector.NoteRecoveryCode(ctx, secret)
		clear(secret)
		return func() { r.sent(siak.KindOf(err)) }
	})
}

// stay shows the page again with the focus on what is to be corrected.
func (r *RecoveryPage) stay(wrong recoveryMistakes, at *ui.Field) {
	r.wrong = wrong
	r.frame.Refresh(r)
	r.GoTo(at)
}

// sent says what came of it. The page may have been left meanwhile.
func (r *RecoveryPage) sent(failed siak.Kind) {
	r.Busy = false
	switch {
	case !r.frame.IsOpen(r):
	case failed == "":
		r.frame.Leave()
	case failed == siak.KindWrongPassphrase:
		r.pass.SetText("")
		r.stay(recoveryMistakes{pass: "secret.old.wrong"}, r.pass)
	default:
		r.failed = failed
		r.frame.Refresh(r)
	}
}

// Build implements [ui.Screen]: what the code is for, the code, and the sign that it is
// on paper. It is empty until the code is there.
func (r *RecoveryPage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	text := ui.NewMaxWidth(ui.NewParagraph(w.Text("recovery.text"), ui.SizeText, a.Palette.Muted))
	pass := "recovery.pass"
	if r.pin {
		pass = "recovery.pin"
	}
	parts := ui.NewColumn(ui.Gap24, text)
	if len(r.code.Groups) > 0 {
		parts.Add(r.groups())
		parts.Add(ui.NewTwoColumns(
			a.FormInput("recovery.last", r.last, r.wrong.last, ""), a.FormInput(pass, r.pass, r.wrong.pass, "")))
	}
	if r.failed != "" {
		parts.Add(a.Mistake(a.Sentence(words.DeedRecoveryCode, r.failed)))
	}
	buttons := a.busyRow()
	if !r.Busy {
		buttons = ui.NewActions(
			a.KeyButton("Enter", w.Text("recovery.do"), true, r.send),
			a.KeyButton("Esc", w.Text("recovery.later"), false, r.frame.Leave), ui.NewSpacer())
	}
	return a.PageOf(ui.Bold(w.Text("recovery.title"), ui.SizeBand, a.Palette.Text), buttons, parts)
}

// inLine is how many groups of the code stand in a line.
const inLine = 4

// groups is the code as it is copied by hand: large, in groups that are numbered, so
// that a mistake is told by its group later.
func (r *RecoveryPage) groups() fyne.CanvasObject {
	const width, height = 148, 40
	p := r.env.Palette
	lines := ui.NewColumn(ui.Gap12)
	line := ui.NewRow(ui.Gap8)
	for i, group := range r.code.Groups {
		number := ui.Sized(20, height, ui.NewRow(0, ui.Label(r.env.Words.Number(i+1), ui.SizeSmall, p.Muted)))
		line.Add(ui.Sized(width, height, ui.NewRow(ui.Gap4, number, ui.Bold(group, ui.SizeBand, p.Text))))
		if (i+1)%inLine == 0 || i == len(r.code.Groups)-1 {
			lines.Add(line)
			line = ui.NewRow(ui.Gap8)
		}
	}
	back := ui.Rounded(p.Subtle)
	return ui.NewRow(0, ui.NewStack(back, ui.Pad(ui.Gap16, ui.Gap12, lines)), ui.NewSpacer())
}
