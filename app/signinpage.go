package app

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// signInPage is the screen before the counter: first start where there is no officer
// yet, else sign-in, else the lock. In training mode one key takes the ready
// officer.
type signInPage struct {
	sessions *sessions
	accountChoice
	locked Session // nil where nobody is signed in
	name   *ui.Field
	pass   *ui.Field
	again  *ui.Field
	wrong  wrong
	steps  []Step // under way; nil while the form is shown
	clock  string // in the header of the lock
}

// wrong is what is said beside a field. A kind is told where it arose, at the
// foot of the form.
type wrong struct {
	name, pass, again string // keys of texts
	kind              siak.Kind
}

func newSignInPage(s *sessions, accounts []Account) *signInPage {
	d := &signInPage{sessions: s}
	d.name, d.pass, d.again = s.env.NewField(false), s.env.NewField(true), s.env.NewField(true)
	d.list(accounts, "")
	return d
}

// owner is who locked the window; "" where nobody is signed in.
func (d *signInPage) owner() string {
	if d.locked == nil {
		return ""
	}
	return d.locked.Me().Name
}

// heading is the text that says where one stands.
func (d *signInPage) heading() string {
	switch {
	case d.steps != nil:
		return "busy"
	case d.locked != nil:
		return "lock.title"
	case d.first():
		return "start.title"
	}
	return "signin.title"
}

// blocked reports whether the chosen officer cannot try now.
func (d *signInPage) blocked() bool {
	return !d.first() && (d.officer().Lockout.Full || d.officer().Lockout.Remaining(d.sessions.env.Now()) > 0)
}

// tick counts the wait down.
func (d *signInPage) tick() {
	waits := d.steps == nil && !d.first() && !d.officer().Lockout.Until.IsZero()
	if waits && !d.blocked() {
		d.accounts[d.chosen].Lockout.Until = time.Time{}
		d.wrong = wrong{}
	}
	if waits || d.lockClock() != d.clock {
		d.sessions.env.Rebuild()
	}
}

// ready is the officer whom one key signs in, "" for none.
func (d *signInPage) ready() (name string, passphrase string) {
	on, name, passphrase := d.sessions.backend.Training()
	if !on {
		return "", ""
	}
	return name, passphrase
}

// Focus implements [ui.Screen].
func (d *signInPage) Focus() fyne.Focusable {
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

func (d *signInPage) Key(name fyne.KeyName) {
	ready, _ := d.ready()
	switch {
	case d.steps != nil:
	case name == fyne.KeyF2 && ready != "":
		d.takeReady()
	case name == fyne.KeyF4:
		d.sessions.switchTraining()
	case name == fyne.KeyF3 && d.recovers():
		openRecovery(d.sessions, d)
	case ui.IsEnter(name):
		d.enter()
	case name == fyne.KeyUp:
		d.choose(-1)
	case name == fyne.KeyDown:
		d.choose(1)
	}
}

// choose goes through the officers; at first start, through the fields.
func (d *signInPage) choose(by int) {
	if d.first() {
		d.sessions.env.MoveFocus(by)
		return
	}
	d.move(by)
	d.wrong = wrong{}
	d.sessions.env.Rebuild()
}

// enter goes to the next empty field, and from the last one on.
func (d *signInPage) enter() {
	focused := d.sessions.env.Focused()
	if d.first() && (focused == d.name && d.pass.Text == "" && strings.TrimSpace(d.name.Text) != "" && !pages.BadName(d.name) ||
		focused == d.pass && d.again.Text == "" && d.pass.Text != "") {
		d.sessions.env.MoveFocus(1)
		return
	}
	d.submit()
}

func (d *signInPage) submit() {
	if d.blocked() {
		return
	}
	if d.wrong = d.check(); d.wrong != (wrong{}) {
		d.sessions.env.Rebuild()
		return
	}
	if d.first() {
		d.create(strings.TrimSpace(d.name.Text), d.pass.Text)
		return
	}
	d.signIn(d.officer().Name, d.pass.Text)
}

// check is what can be seen without the store.
func (d *signInPage) check() wrong {
	switch {
	case d.first() && strings.TrimSpace(d.name.Text) == "":
		return wrong{name: "start.need.name"}
	case d.first() && pages.BadName(d.name):
		return wrong{name: "start.need.name"} // the field says which character
	case d.pass.Text == "":
		return wrong{pass: "start.need.pass"}
	case d.first() && d.pass.Text != d.again.Text:
		return wrong{again: "start.differs"}
	}
	return wrong{}
}

// takeReady signs the training officer in, and creates it the first time.
func (d *signInPage) takeReady() {
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

func (d *signInPage) create(name, passphrase string) {
	d.pass.Text, d.again.Text = "", ""
	d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
		session, err := d.sessions.backend.Create(ctx, name, []byte(passphrase), progress)
		return d.sessions.elseEnrol(name, passphrase, session, err)
	})
}

// signIn opens the lock for its owner; anybody else takes the owner's place.
func (d *signInPage) signIn(name, passphrase string) {
	d.pass.Text = ""
	switch locked := d.locked; {
	case locked == nil:
		d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
			session, err := d.sessions.backend.SignIn(ctx, name, []byte(passphrase), progress)
			return d.sessions.elseEnrol(name, passphrase, session, err)
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
func (d *signInPage) relieve(locked Session, name, passphrase string) {
	d.wait(func(ctx context.Context, progress func(Step)) (Session, error) {
		enter, err := d.sessions.backend.Admit(ctx, name, []byte(passphrase))
		if err != nil {
			return nil, err
		}
		d.sessions.thread.Post(func() { d.vacate(locked) })
		_ = d.sessions.open.close(locked) // the workers have stopped either way
		return enter(ctx, progress)
	})
}

// vacate takes the session from behind the lock, unless the registry's order has.
func (d *signInPage) vacate(locked Session) {
	if d.sessions.session == locked {
		d.sessions.part()
	}
	d.locked = nil
}

// wait opens the store beside the GUI thread and tells each step. No session
// stands for the one behind the lock.
func (d *signInPage) wait(open func(context.Context, func(Step)) (Session, error)) {
	d.wrong = wrong{}
	d.steps = []Step{StepKeys}
	d.sessions.env.Rebuild()
	news := ui.NewLatest(d.sessions.thread, d.step)
	slept := d.sessions.sleeps
	d.sessions.env.Work(func(ctx context.Context) func() {
		session, err := open(ctx, news.Put)
		if err != nil {
			return d.refusal(siak.KindOf(err))
		}
		if session == nil {
			return func() { d.sessions.unlessSlept(slept, d.sessions.unlocked) }
		}
		if !d.sessions.open.add(session) {
			return nil
		}
		return func() { d.sessions.unlessSlept(slept, func() { d.sessions.begin(session) }) }
	})
}

// recovers reports whether the recovery code is a way in from here.
func (d *signInPage) recovers() bool {
	_, can := recoverer(d.sessions.backend)
	return can && d.locked == nil && !d.first() && (d.wrong.kind.OfLaptop() || d.officer().Lockout.Full)
}

// refusal asks what a failure has led to and shows it.
func (d *signInPage) refusal(kind siak.Kind) func() {
	accounts, err := d.sessions.backend.Accounts()
	return func() {
		if d.sessions.env.Screen() != d {
			return // the registry's order came first
		}
		if err == nil {
			d.list(accounts, "")
		}
		d.refused(kind)
	}
}

func (d *signInPage) step(s Step) {
	if d.steps == nil || d.sessions.env.Screen() != d || d.steps[len(d.steps)-1] == s {
		return
	}
	d.steps = append(d.steps, s)
	d.sessions.env.Rebuild()
}

// refused shows the form again with what went wrong, the passphrases empty.
func (d *signInPage) refused(kind siak.Kind) {
	if unusable(kind) && d.locked == nil {
		d.sessions.env.Open(&unusablePage{sessions: d.sessions, kind: kind})
		return
	}
	d.steps = nil
	d.wrong = wrong{kind: kind}
	d.pass.SetText("")
	d.again.SetText("")
	if d.first() && kind == siak.KindWeakPassphrase {
		d.wrong = wrong{pass: "weak.pass"}
	}
	d.sessions.env.Rebuild()
	if !d.blocked() {
		d.sessions.env.Focus(d.pass)
	}
}
