package app

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// Enroller is what a [Backend] can do where the laptop is no station yet. One
// that is an Enroller has the form for it.
type Enroller interface {
	// Address is the registry's as far as it is known; "" else.
	Address() string
	// Enrol makes the laptop a station and signs in, as [Backend.SignIn] does. It
	// fails with siak.KindCodeMistyped and siak.KindOtherRegistry, having told
	// nobody the code, and with siak.KindCodeWrong, -Expired and -Used.
	Enrol(ctx context.Context, name string, passphrase []byte, e Enrolment, progress func(Step)) (Session, error)
}

// Enrolment is what the registry's staff told the officer.
type Enrolment struct {
	Address string // host:port
	Code    string // as it was typed
	Counter string // name of the counter; "": as the staff have it
}

// elseEnrol goes to the form where the folder is there and the laptop is no
// station yet.
func (a *App) elseEnrol(name, passphrase string, s Session, err error) (Session, error) {
	if siak.KindOf(err) == siak.KindNotEnrolled {
		if e, can := a.backend.(Enroller); can {
			a.post(func() { a.open(newEnrolment(a, e, name, []byte(passphrase))) })
		}
	}
	return s, err
}

// enrolment is the screen on which a laptop becomes a station.
type enrolment struct {
	a                      *App
	at                     Enroller
	name                   string
	passphrase             []byte
	address, code, counter *field
	needAddress, needCode  bool
	failed                 siak.Kind
	steps                  []Step // under way; nil while the form is shown
	first                  fyne.Focusable
}

func newEnrolment(a *App, at Enroller, name string, passphrase []byte) *enrolment {
	e := &enrolment{a: a, at: at, name: name, passphrase: passphrase}
	e.address, e.code, e.counter = newField(a, false), newField(a, false), newField(a, false)
	e.address.Text = at.Address()
	e.first = e.address
	if e.address.Text != "" {
		e.first = e.code
	}
	return e
}

func (e *enrolment) tick() {}

// focus implements [screen]. What is typed in keeps the focus.
func (e *enrolment) focus() fyne.Focusable {
	if e.steps != nil {
		return nil
	}
	if now := e.a.window.Canvas().Focused(); now != nil && slices.Contains(e.order(), now) {
		e.first = now
	}
	return e.first
}

func (e *enrolment) order() []fyne.Focusable { return []fyne.Focusable{e.address, e.code, e.counter} }

func (e *enrolment) key(name fyne.KeyName) {
	switch {
	case e.steps != nil:
	case name == fyne.KeyEscape:
		e.leave()
	case name == fyne.KeyUp:
		e.move(-1)
	case name == fyne.KeyDown:
		e.move(1)
	case isEnter(name):
		if !e.move(1) {
			e.send()
		}
	}
}

// move goes to a neighbouring field; false at either end.
func (e *enrolment) move(by int) bool {
	i := slices.Index(e.order(), e.a.window.Canvas().Focused()) + by
	if i < 0 || i >= len(e.order()) {
		return false
	}
	e.put(e.order()[i])
	return true
}

func (e *enrolment) put(at fyne.Focusable) {
	e.first = at
	e.a.window.Canvas().Focus(at)
}

// leave forgets the secret and asks anew who works here.
func (e *enrolment) leave() {
	clear(e.passphrase)
	e.a.welcome()
}

func (e *enrolment) send() {
	e.failed = ""
	e.needAddress, e.needCode = strings.TrimSpace(e.address.Text) == "", strings.TrimSpace(e.code.Text) == ""
	if e.needAddress || e.needCode {
		e.show(e.needAddress)
		return
	}
	e.steps = []Step{StepKeys}
	e.a.rebuild()
	what := Enrolment{strings.TrimSpace(e.address.Text), strings.TrimSpace(e.code.Text), strings.TrimSpace(e.counter.Text)}
	news := &newest[Step]{show: e.step, post: e.a.post}
	e.a.gui.work(e.a.ctx, func(ctx context.Context) func() {
		session, err := e.at.Enrol(ctx, e.name, slices.Clone(e.passphrase), what, news.put)
		if err != nil {
			return func() { e.refused(siak.KindOf(err)) }
		}
		if ctx.Err() != nil {
			_ = session.Close() // the window is gone
		}
		return func() {
			clear(e.passphrase)
			e.a.begin(session)
		}
	})
}

func (e *enrolment) step(s Step) {
	if e.steps == nil || e.a.screen != e || e.steps[len(e.steps)-1] == s {
		return
	}
	e.steps = append(e.steps, s)
	e.a.rebuild()
}

func (e *enrolment) refused(kind siak.Kind) {
	if e.a.screen != e {
		return
	}
	e.steps, e.failed = nil, kind
	e.show(aboutAddress(kind))
}

// show shows the form anew with the focus on what is to be mended.
func (e *enrolment) show(address bool) {
	if e.first = e.code; address {
		e.first = e.address
	}
	e.a.window.Canvas().Unfocus()
	e.a.rebuild()
}

// aboutAddress reports whether a failure speaks of who answers, or nobody.
func aboutAddress(kind siak.Kind) bool {
	return kind == siak.KindOffline || kind == siak.KindBadReply || kind == siak.KindOtherRegistry || kind == siak.KindUnavailable ||
		kind == siak.KindRefused || kind == siak.KindBadAddress
}

func aboutCode(kind siak.Kind) bool {
	return kind == siak.KindCodeMistyped || kind == siak.KindCodeWrong || kind == siak.KindCodeExpired || kind == siak.KindCodeUsed
}
