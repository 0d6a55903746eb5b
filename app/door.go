package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// door is the screen before the counter: first start where there is no officer
// yet, else sign-in, else the lock. In training mode one key takes the ready
// officer.
type door struct {
	a        *App
	accounts []Account // that may sign in
	chosen   int       // of them
	behind   Session   // locked; nil where nobody is signed in
	name     *field
	pass     *field
	again    *field
	wrong    wrong
	steps    []Step // under way; nil while the form is shown
	clock    string // in the header of the lock
}

// wrong is what is said beside a field. A kind is told where it arose, at the
// foot of the form.
type wrong struct {
	name, pass, again string // keys of texts
	kind              siak.Kind
}

func newDoor(a *App, accounts []Account, failed siak.Kind) *door {
	d := &door{a: a, wrong: wrong{kind: failed}}
	d.name, d.pass, d.again = newField(a, false), newField(a, true), newField(a, true)
	d.list(accounts, "")
	return d
}

// list takes the accounts that may sign in, and keeps the choice: the one that
// was chosen before, unless another is named.
func (d *door) list(accounts []Account, choose string) {
	if choose == "" && d.chosen < len(d.accounts) {
		choose = d.accounts[d.chosen].Name
	}
	d.accounts = slices.DeleteFunc(slices.Clone(accounts), func(a Account) bool { return a.Disabled })
	named := func(a Account) bool { return a.Name == choose }
	d.chosen = max(0, slices.IndexFunc(d.accounts, named))
}

// first reports whether this is the first start.
func (d *door) first() bool { return len(d.accounts) == 0 }

// officer is the chosen account.
func (d *door) officer() Account { return d.accounts[d.chosen] }

// owner is who locked the window; "" where nobody is signed in.
func (d *door) owner() string {
	if d.behind == nil {
		return ""
	}
	return d.behind.Me().Name
}

// heading is the text that says where one stands.
func (d *door) heading() string {
	switch {
	case d.steps != nil:
		return "busy"
	case d.behind != nil:
		return "lock.title"
	case d.first():
		return "start.title"
	}
	return "signin.title"
}

// blocked reports whether the chosen officer cannot try now.
func (d *door) blocked() bool {
	return !d.first() && (d.officer().Lockout.Full || d.officer().Lockout.waits(d.a.now()) > 0)
}

// tick counts the wait down.
func (d *door) tick() {
	waits := d.steps == nil && !d.first() && !d.officer().Lockout.Until.IsZero()
	if waits && !d.blocked() {
		d.accounts[d.chosen].Lockout.Until = time.Time{}
		d.wrong = wrong{}
	}
	if waits || d.lockClock() != d.clock {
		d.a.rebuild()
	}
}

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
	case d.steps != nil || d.blocked():
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
	d.chosen = (d.chosen + by + len(d.accounts)) % len(d.accounts)
	d.wrong = wrong{}
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
	if d.blocked() {
		return
	}
	if d.wrong = d.check(); d.wrong != (wrong{}) {
		d.a.rebuild()
		return
	}
	if d.first() {
		d.create(strings.TrimSpace(d.name.Text), d.pass.Text)
		return
	}
	d.signIn(d.officer().Name, d.pass.Text)
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
	for i, known := range d.accounts {
		if known.Name == name {
			d.chosen = i
			if !d.blocked() {
				d.signIn(name, passphrase)
			}
			return
		}
	}
	d.create(name, passphrase)
}

func (d *door) create(name, passphrase string) {
	d.pass.Text, d.again.Text = "", ""
	d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
		session, err := d.a.backend.Create(ctx, name, []byte(passphrase), progress)
		return d.a.elseEnrol(name, passphrase, session, err)
	})
}

// signIn opens the lock for its owner; anybody else takes the owner's place.
func (d *door) signIn(name, passphrase string) {
	d.pass.Text = ""
	switch locked := d.behind; {
	case locked == nil:
		d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
			session, err := d.a.backend.SignIn(ctx, name, []byte(passphrase), progress)
			return d.a.elseEnrol(name, passphrase, session, err)
		})
	case name == d.owner():
		d.wait(func(ctx context.Context, _ func(Step)) (Session, error) {
			return nil, locked.Unlock(ctx, []byte(passphrase))
		})
	default:
		d.relieve(locked, name, passphrase)
	}
}

// relieve lets another officer take over. Until that one's secret has proven
// right, the session behind the lock stays as it is.
func (d *door) relieve(locked Session, name, passphrase string) {
	d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
		enter, err := d.a.backend.Admit(ctx, name, []byte(passphrase))
		if err != nil {
			return nil, err
		}
		d.a.post(func() { d.vacate(locked) })
		_ = locked.Close() // the workers have stopped either way
		return enter(ctx, progress)
	})
}

// vacate takes the session from behind the lock, unless the registry's order has.
func (d *door) vacate(locked Session) {
	if d.a.session == locked {
		d.a.part()
	}
	d.behind = nil
}

// wait opens the store beside the GUI thread and tells each step. No session
// stands for the one behind the lock.
func (d *door) wait(open func(context.Context, func(Step)) (Session, error)) {
	d.wrong = wrong{}
	d.steps = []Step{StepKeys}
	d.a.rebuild()
	news := &newest[Step]{show: d.step, post: d.a.post}
	slept := d.a.sleeps
	d.a.gui.work(d.a.ctx, func(ctx context.Context) func() {
		session, err := open(ctx, news.put)
		if err != nil {
			return d.refusal(siak.KindOf(err))
		}
		if ctx.Err() != nil && session != nil {
			_ = session.Close() // the window is gone
		}
		if session == nil {
			return func() { d.a.unlessSlept(slept, d.a.unlocked) }
		}
		return func() { d.a.unlessSlept(slept, func() { d.a.begin(session) }) }
	})
}

// refusal asks what a failure has led to and shows it.
func (d *door) refusal(kind siak.Kind) func() {
	accounts, err := d.a.backend.Accounts()
	return func() {
		if d.a.screen != d {
			return // the registry's order came first
		}
		if err == nil {
			d.list(accounts, "")
		}
		d.refused(kind)
	}
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
	if unusable(kind) && d.behind == nil {
		d.a.open(&trouble{a: d.a, kind: kind})
		return
	}
	d.steps = nil
	d.wrong = wrong{kind: kind}
	d.pass.SetText("")
	d.again.SetText("")
	if d.first() && kind == siak.KindWeakPassphrase {
		d.wrong = wrong{pass: "weak.pass"}
	}
	d.a.rebuild()
	if !d.blocked() {
		d.a.window.Canvas().Focus(d.pass)
	}
}
