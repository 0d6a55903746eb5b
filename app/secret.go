package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// secretRoom is where a secret is chosen: one's own, a new officer's, or a new
// one for an officer who lost it.
type secretRoom struct {
	form
	title, text string
	make        string // on the button

	name        *field  // of a new officer; nil else
	role        *choice // beside it
	old         *field  // of one's own secret; nil else
	method      *choice
	pass, again *field
	wrong       wrong
	oldPIN      bool

	submit func(ctx context.Context, s Secret) error
	back   func()
	done   func()
}

// The values of the choices.
const (
	roleOfficer, roleSupervisor    = "role.officer", "role.supervisor"
	methodPassphrase, methodNumber = "method.passphrase", "method.pin"
)

func newSecretRoom(c *counter, back func()) *secretRoom {
	r := &secretRoom{form: form{c: c}, back: back, done: back}
	r.method = newChoice(c.a, func() { c.again(r) }, methodPassphrase, methodNumber)
	r.pass, r.again = newField(c.a, true), newField(c.a, true)
	r.order = []fyne.Focusable{r.method, r.pass, r.again}
	return r
}

// newOwnSecret lets the officer choose another secret.
func newOwnSecret(c *counter) *secretRoom {
	w, session := c.a.words, c.a.session
	me := session.Me()
	r := newSecretRoom(c, c.leave)
	r.title, r.text, r.make = "secret.title", "", "secret.change"
	if me.Renew {
		r.text = w.Text("secret.renew")
	}
	r.old, r.oldPIN = newField(c.a, true), me.PIN
	if me.PIN {
		r.method.chosen = 1
	}
	r.order = append([]fyne.Focusable{r.old}, r.order...)
	r.submit = func(ctx context.Context, s Secret) error {
		return session.ChangeSecret(ctx, []byte(r.old.Text), s)
	}
	return r
}

// newOfficerRoom makes an account.
func newOfficerRoom(c *counter, boss Supervisor) *secretRoom {
	r := newSecretRoom(c, func() { c.enter(newStaff(c, boss)) })
	r.title, r.text, r.make = "staff.add", c.a.words.Text("staff.add.text"), "staff.create"
	r.name = newField(c.a, false)
	r.role = newChoice(c.a, func() {}, roleOfficer, roleSupervisor)
	r.order = append([]fyne.Focusable{r.name, r.role}, r.order...)
	r.submit = func(ctx context.Context, s Secret) error {
		return boss.Add(ctx, strings.TrimSpace(r.name.Text), r.role.chosen == 1, s)
	}
	return r
}

// newResetRoom gives an officer a new secret.
func newResetRoom(c *counter, boss Supervisor, who Account) *secretRoom {
	w := c.a.words
	r := newSecretRoom(c, func() { c.enter(newStaff(c, boss)) })
	r.title, r.text, r.make = "staff.reset", w.Text("staff.reset.text", who.Name), "staff.reset.do"
	if who.PIN {
		r.method.chosen = 1
	}
	r.submit = func(ctx context.Context, s Secret) error { return boss.Reset(ctx, who.Name, s) }
	return r
}

func (r *secretRoom) key(name fyne.KeyName) { r.keys(name, r.send, r.back) }

// check is what can be seen without the store.
func (r *secretRoom) check() (w wrong, at fyne.Focusable) {
	switch {
	case r.name != nil && strings.TrimSpace(r.name.Text) == "":
		return wrong{name: "start.need.name"}, r.name
	case r.old != nil && r.old.Text == "":
		return wrong{name: "secret.need.old"}, r.old
	case r.pass.Text == "":
		return wrong{pass: "secret.need"}, r.pass
	case r.pass.Text != r.again.Text:
		return wrong{again: "secret.differs"}, r.again
	}
	return wrong{}, nil
}

func (r *secretRoom) send() {
	r.failed = ""
	w, at := r.check()
	if r.wrong = w; at != nil {
		r.c.again(r)
		r.at(at)
		return
	}
	secret := Secret{PIN: r.method.chosen == 1, Text: []byte(r.pass.Text)}
	r.busy = true
	r.c.again(r)
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		err := r.submit(ctx, secret)
		clear(secret.Text)
		return func() { r.sent(siak.KindOf(err)) }
	})
}

// sent says what came of it. The room may have been left meanwhile.
func (r *secretRoom) sent(failed siak.Kind) {
	r.busy, r.failed = false, failed
	if r.c.room != r {
		return
	}
	if failed == "" {
		r.done()
		return
	}
	at := fyne.Focusable(r.pass)
	switch failed {
	case siak.KindWeakPassphrase:
		r.failed, r.wrong = "", wrong{pass: r.weak()}
		r.pass.SetText("")
		r.again.SetText("")
	case siak.KindWrongPassphrase:
		r.failed, r.wrong, at = "", wrong{name: "secret.old.wrong"}, r.old
		r.old.SetText("")
	case siak.KindAccountExists:
		r.failed, r.wrong, at = "", wrong{name: "staff.taken"}, r.name
	}
	r.c.again(r)
	r.at(at)
}

func (r *secretRoom) weak() string {
	if r.method.chosen == 1 {
		return "weak.pin"
	}
	return "weak.pass"
}

func (r *secretRoom) build() fyne.CanvasObject {
	a := r.c.a
	secret := newColumn(gap12, r.secret()...)
	fields := newMeasure(secret)
	if who := r.who(); len(who) > 0 {
		fields = newSides(newColumn(gap12, who...), secret)
	}
	parts := newColumn(gap16)
	if r.text != "" {
		parts.Add(newPara(r.text, sizeText, a.palette.muted))
	}
	parts.Add(fields)
	if r.failed != "" {
		told := a.words.Kind(r.failed)
		parts.Add(a.mistake(told.What + " " + told.Do))
	}
	return r.page(r.title, parts, r.make, r.send, r.back)
}

// who are the fields that say whose secret it is: on the left.
func (r *secretRoom) who() (fields []fyne.CanvasObject) {
	a := r.c.a
	if r.name != nil {
		fields = append(fields, a.input("start.name", r.name, r.wrong.name, ""), a.input("staff.role", r.role, "", ""))
	}
	if r.old != nil {
		old := "secret.old"
		if r.oldPIN {
			old = "secret.old.pin"
		}
		fields = append(fields, a.input(old, r.old, r.wrong.name, ""))
	}
	return fields
}

// secret are the fields of the new secret.
func (r *secretRoom) secret() []fyne.CanvasObject {
	a := r.c.a
	pass, again, rule := "secret.pass", "start.again", "start.rule"
	if r.method.chosen == 1 {
		pass, again, rule = "secret.pin", "secret.pin.again", "secret.pin.rule"
	}
	return []fyne.CanvasObject{
		a.input("secret.method", r.method, "", ""),
		a.input(pass, r.pass, r.wrong.pass, rule), a.input(again, r.again, r.wrong.again, ""),
	}
}

// page is a form under its title, with the two ways out at the foot.
func (f *form) page(title string, fields fyne.CanvasObject, act string, do, back func()) fyne.CanvasObject {
	a, w := f.c.a, f.c.a.words
	buttons := []fyne.CanvasObject{
		a.keyButton("Enter", w.Text(act), true, do),
		a.keyButton("Esc", w.Text("do.cancel"), false, back), newSpring(),
	}
	if f.busy {
		buttons = []fyne.CanvasObject{sized(0, buttonHeight, newRow(0, label(w.Text("busy"), sizeText, a.palette.muted)))}
	}
	return newColumn(gap16, bold(w.Text(title), sizeBand, a.palette.text), fields, newSpring(), newRow(gap16, buttons...))
}
