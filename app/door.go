package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// door is the screen before the counter: first start where there is no officer
// yet, else sign-in. In training mode one key takes the ready officer.
type door struct {
	a        *App
	officers []string
	chosen   int // of officers
	name     *field
	pass     *field
	again    *field
	wrong    wrong
	steps    []Step // under way; nil while the form is shown
}

// wrong is what is said beside a field. A kind is told where it arose, at the
// foot of the form.
type wrong struct {
	name, pass, again string // keys of texts
	kind              siak.Kind
}

func newDoor(a *App, officers []string, failed siak.Kind) *door {
	d := &door{a: a, officers: officers, wrong: wrong{kind: failed}}
	d.name, d.pass, d.again = newField(a, false), newField(a, true), newField(a, true)
	return d
}

// first reports whether this is the first start.
func (d *door) first() bool { return len(d.officers) == 0 }

// ready is the officer whom one key signs in, "" for none.
func (d *door) ready() (name string, passphrase string) {
	on, name, passphrase := d.a.backend.Training()
	if !on {
		return "", ""
	}
	return name, passphrase
}

// focus implements [screen].
func (d *door) focus() fyne.Focusable {
	switch {
	case d.steps != nil:
		return nil
	case d.again.Text != "" || d.wrong.again != "":
		return d.again
	case d.pass.Text != "" || d.wrong.pass != "":
		return d.pass
	case d.first():
		return d.name
	default:
		return d.pass
	}
}

func (d *door) key(name fyne.KeyName) {
	ready, _ := d.ready()
	switch {
	case d.steps != nil:
	case name == fyne.KeyF2 && ready != "":
		d.takeReady()
	case isEnter(name):
		d.enter()
	case name == fyne.KeyUp:
		d.choose(-1)
	case name == fyne.KeyDown:
		d.choose(1)
	}
}

// choose goes through the officers; at first start, through the fields.
func (d *door) choose(by int) {
	if d.first() {
		d.moveFocus(by)
		return
	}
	d.chosen = (d.chosen + by + len(d.officers)) % len(d.officers)
	d.a.rebuild()
}

func (d *door) moveFocus(by int) {
	if by > 0 {
		d.a.window.Canvas().FocusNext()
	} else {
		d.a.window.Canvas().FocusPrevious()
	}
}

// enter goes to the next empty field, and from the last one on.
func (d *door) enter() {
	focused := d.a.window.Canvas().Focused()
	if d.first() && (focused == d.name && d.pass.Text == "" && strings.TrimSpace(d.name.Text) != "" ||
		focused == d.pass && d.again.Text == "" && d.pass.Text != "") {
		d.moveFocus(1)
		return
	}
	d.submit()
}

func (d *door) submit() {
	if d.wrong = d.check(); d.wrong != (wrong{}) {
		d.a.rebuild()
		return
	}
	if d.first() {
		d.create(strings.TrimSpace(d.name.Text), d.pass.Text)
		return
	}
	d.signIn(d.officers[d.chosen], d.pass.Text)
}

// check is what can be seen without the store.
func (d *door) check() wrong {
	switch {
	case d.first() && strings.TrimSpace(d.name.Text) == "":
		return wrong{name: "start.need.name"}
	case d.pass.Text == "":
		return wrong{pass: "start.need.pass"}
	case d.first() && d.pass.Text != d.again.Text:
		return wrong{again: "start.differs"}
	}
	return wrong{}
}

// takeReady signs the training officer in, and creates it the first time.
func (d *door) takeReady() {
	name, passphrase := d.ready()
	for _, known := range d.officers {
		if known == name {
			d.signIn(name, passphrase)
			return
		}
	}
	d.create(name, passphrase)
}

func (d *door) create(name, passphrase string) {
	d.pass.Text, d.again.Text = "", ""
	d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
		return d.a.backend.Create(ctx, name, []byte(passphrase), progress)
	})
}

func (d *door) signIn(name, passphrase string) {
	d.pass.Text = ""
	d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
		return d.a.backend.SignIn(ctx, name, []byte(passphrase), progress)
	})
}

// wait opens the store beside the GUI thread and tells each step.
func (d *door) wait(open func(context.Context, func(Step)) (Session, error)) {
	d.wrong = wrong{}
	d.steps = []Step{StepKeys}
	d.a.rebuild()
	news := &newest[Step]{show: d.step, post: d.a.post}
	d.a.gui.work(d.a.ctx, func(ctx context.Context) func() {
		session, err := open(ctx, news.put)
		if err == nil && ctx.Err() != nil {
			_ = session.Close() // the window is gone
			return nil
		}
		return func() {
			if err != nil {
				d.refused(siak.KindOf(err))
				return
			}
			d.a.begin(session)
		}
	})
}

func (d *door) step(s Step) {
	if d.steps == nil || d.a.screen != d || d.steps[len(d.steps)-1] == s {
		return
	}
	d.steps = append(d.steps, s)
	d.a.rebuild()
}

// refused shows the form again with what went wrong, the passphrases empty.
func (d *door) refused(kind siak.Kind) {
	d.steps = nil
	d.wrong = wrong{kind: kind}
	d.pass.SetText("")
	d.again.SetText("")
	d.a.rebuild()
	d.a.window.Canvas().Focus(d.pass)
}
