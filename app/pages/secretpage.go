package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// SecretPage is where a secret is chosen: one's own, a new officer's, or a new
// one for an officer who lost it.
type SecretPage struct {
	formPage
	title, text string
	make        string // on the button
	doing       words.Deed

	name        *ui.Field  // of a new officer; nil else
	role        *ui.Choice // beside it
	old         *ui.Field  // of one's own secret; nil else
	method      *ui.Choice
	pass, again *ui.Field
	wrong       secretMistakes
	oldPIN      bool

	submit func(ctx context.Context, s Secret) error
	back   func()
	done   func()
}

// newTextChoice is a choice between texts, by their keys.
func (e *Env) newTextChoice(changed func(), keys ...string) *ui.Choice {
	return e.NewChoice(func() []string {
		texts := make([]string, len(keys))
		for i, key := range keys {
			texts[i] = e.Words.Text(key)
		}
		return texts
	}, changed)
}

// The values of the choices.
const (
	roleOfficer, roleSupervisor    = "role.officer", "role.supervisor"
	methodPassphrase, methodNumber = "method.passphrase", "method.pin"
)

func newSecretPage(env *Env, frame Frame, back func()) *SecretPage {
	r := &SecretPage{formPage: newFormPage(env, frame), back: back, done: back}
	r.method = env.newTextChoice(func() { frame.Refresh(r) }, methodPassphrase, methodNumber)
	r.pass, r.again = env.NewField(true), env.NewField(true)
	return r
}

// NewOwnSecretPage lets the officer choose another secret.
func NewOwnSecretPage(env *Env, frame Frame, own OwnAccount) *SecretPage {
	me := own.Me()
	r := newSecretPage(env, frame, frame.Leave)
	r.title, r.text, r.make, r.doing = "secret.title", "", "secret.change", words.DeedChangeSecret
	if me.Renew {
		r.text = env.Words.Text("secret.renew")
	}
	r.old, r.oldPIN = env.NewField(true), me.PIN
	if me.PIN {
		r.method.Chosen = 1
	}
	r.SetFields(r.old, r.method, r.pass, r.again)
	r.submit = func(ctx context.Context, s Secret) error {
		return own.ChangeSecret(ctx, []byte(r.old.Text), s)
	}
	return r
}

// newOfficerPage makes an account.
func newOfficerPage(env *Env, frame Frame, accounts Accounts, back func()) *SecretPage {
	r := newSecretPage(env, frame, back)
	r.title, r.text, r.make, r.doing = "staff.add", env.Words.Text("staff.add.text"), "staff.create", words.DeedAddOfficer
	r.name = env.NewField(false)
	r.role = env.newTextChoice(func() {}, roleOfficer, roleSupervisor)
	r.SetFields(r.name, r.role, r.method, r.pass, r.again)
	r.submit = func(ctx context.Context, s Secret) error {
		return accounts.Add(ctx, strings.TrimSpace(r.name.Text), r.role.Chosen == 1, s)
	}
	return r
}

// newResetPage gives an officer a new secret.
func newResetPage(env *Env, frame Frame, accounts Accounts, who Account, back func()) *SecretPage {
	w := env.Words
	r := newSecretPage(env, frame, back)
	r.SetFields(r.method, r.pass, r.again)
	r.title, r.text, r.make, r.doing = "staff.reset", w.Text("staff.reset.text", who.Name), "staff.reset.do", words.DeedResetOfficer
	if who.PIN {
		r.method.Chosen = 1
	}
	r.submit = func(ctx context.Context, s Secret) error { return accounts.Reset(ctx, who.Name, s) }
	return r
}

// secretMistakes are what is wrong with the fields, as keys of texts.
type secretMistakes struct{ name, pass, again string }

// Key implements [ui.Screen].
func (r *SecretPage) Key(name fyne.KeyName) { r.Keys(name, r.send, r.back) }

// check is what can be seen without the store.
func (r *SecretPage) check() (w secretMistakes, at fyne.Focusable) {
	switch {
	case r.name != nil && strings.TrimSpace(r.name.Text) == "":
		return secretMistakes{name: "start.need.name"}, r.name
	case r.name != nil && BadName(r.name):
		return secretMistakes{}, r.name // the field says which character
	case r.old != nil && r.old.Text == "":
		return secretMistakes{name: "secret.need.old"}, r.old
	case r.pass.Text == "":
		return secretMistakes{pass: "secret.need"}, r.pass
	case r.pass.Text != r.again.Text:
		return secretMistakes{again: "secret.differs"}, r.again
	}
	return secretMistakes{}, nil
}

func (r *SecretPage) send() {
	r.failed = ""
	w, at := r.check()
	if r.wrong = w; at != nil {
		r.frame.Refresh(r)
		r.GoTo(at)
		return
	}
	secret := Secret{PIN: r.method.Chosen == 1, Text: []byte(r.pass.Text)}
	r.Busy = true
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		err := r.submit(ctx, secret)
		clear(secret.Text)
		return func() { r.sent(siak.KindOf(err)) }
	})
}

// sent says what came of it. The page may have been left meanwhile.
func (r *SecretPage) sent(failed siak.Kind) {
	r.Busy, r.failed = false, failed
	if !r.frame.IsOpen(r) {
		return
	}
	if failed == "" {
		r.done()
		return
	}
	at := fyne.Focusable(r.pass)
	switch failed {
	case siak.KindWeakPassphrase:
		r.failed, r.wrong = "", secretMistakes{pass: r.weak()}
		r.pass.SetText("")
		r.again.SetText("")
	case siak.KindWrongPassphrase:
		r.failed, r.wrong, at = "", secretMistakes{name: "secret.old.wrong"}, r.old
		r.old.SetText("")
	case siak.KindAccountExists:
		r.failed, r.wrong, at = "", secretMistakes{name: "staff.taken"}, r.name
	}
	r.frame.Refresh(r)
	r.GoTo(at)
}

func (r *SecretPage) weak() string {
	if r.method.Chosen == 1 {
		return "weak.pin"
	}
	return "weak.pass"
}

// Build implements [ui.Screen]: the fields of the secret, and where an officer is
// added, those of the account beside them.
func (r *SecretPage) Build() fyne.CanvasObject {
	a := r.env
	secret := ui.NewColumn(ui.Gap12, r.secret()...)
	fields := ui.NewMaxWidth(secret)
	if who := r.who(); len(who) > 0 {
		fields = ui.NewTwoColumns(ui.NewColumn(ui.Gap12, who...), secret)
	}
	parts := ui.NewColumn(ui.Gap16)
	if r.text != "" {
		parts.Add(ui.NewParagraph(r.text, ui.SizeText, a.Palette.Muted))
	}
	parts.Add(fields)
	if r.failed != "" {
		parts.Add(a.Mistake(a.Sentence(r.doing, r.failed)))
	}
	return r.form(r.title, parts, r.make, r.send, r.back)
}

// who are the fields that say whose secret it is: on the left.
func (r *SecretPage) who() (fields []fyne.CanvasObject) {
	a := r.env
	if r.name != nil {
		fields = append(fields, a.NameInput("start.name", r.name, r.wrong.name, ""), a.FormInput("staff.role", r.role, "", ""))
	}
	if r.old != nil {
		old := "secret.old"
		if r.oldPIN {
			old = "secret.old.pin"
		}
		fields = append(fields, a.FormInput(old, r.old, r.wrong.name, ""))
	}
	return fields
}

// secret are the fields of the new secret.
func (r *SecretPage) secret() []fyne.CanvasObject {
	a := r.env
	pass, again, rule := "secret.pass", "start.again", "start.rule"
	if r.method.Chosen == 1 {
		pass, again, rule = "secret.pin", "secret.pin.again", "secret.pin.rule"
	}
	return []fyne.CanvasObject{
		a.FormInput("secret.method", r.method, "", ""),
		a.FormInput(pass, r.pass, r.wrong.pass, rule), a.FormInput(again, r.again, r.wrong.again, ""),
	}
}
