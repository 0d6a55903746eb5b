package app

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
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

// Connector is what a [Backend] can do about the way to a registry where the laptop
// is no station yet.
type Connector interface {
	// Connection is the way to the registry at an address, and the proxy on it.
	Connection(address string) Connection
}

// Enrolment is what the registry's staff told the officer.
type Enrolment struct {
	Address     string // host:port
	Code        string // as it was typed
	StationName string // the counter's (loket); "": as the staff have it
}

// elseEnrol goes to the form where the folder is there and the laptop is no
// station yet.
func (s *sessions) elseEnrol(name, passphrase string, session Session, err error) (Session, error) {
	if siak.KindOf(err) == siak.KindNotEnrolled {
		if e, can := s.backend.(Enroller); can {
			s.thread.Post(func() { s.env.Open(newEnrolPage(s, e, name, []byte(passphrase))) })
		}
	}
	return session, err
}

// enrolPage is the screen on which a laptop becomes a station.
type enrolPage struct {
	*ui.Form
	sessions                   *sessions
	at                         Enroller
	name                       string
	passphrase                 []byte
	address, code, stationName *ui.Field
	needAddress, needCode      bool
	failed                     siak.Kind
	steps                      []Step // under way; nil while the form is shown
}

func newEnrolPage(s *sessions, at Enroller, name string, passphrase []byte) *enrolPage {
	e := &enrolPage{sessions: s, at: at, name: name, passphrase: passphrase}
	e.address, e.code, e.stationName = s.env.NewField(false), s.env.NewField(false), s.env.NewField(false)
	e.address.Text = at.Address()
	e.Form = ui.NewForm(s.env.Window, e.address, e.code, e.stationName)
	if e.address.Text != "" {
		e.Start(e.code)
	}
	return e
}

// Key implements [ui.Screen].
func (e *enrolPage) Key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyF2 && !e.Busy:
		e.testConnection()
	case name == fyne.KeyF3 && !e.Busy:
		e.openProxy()
	default:
		e.Keys(name, e.send, e.leave)
	}
}

// testConnection tries the way to the address that was typed.
func (e *enrolPage) testConnection() {
	way, can := e.sessions.backend.(Connector)
	if !can {
		return
	}
	if e.needAddress = strings.TrimSpace(e.address.Text) == ""; e.needAddress {
		e.show(true)
		return
	}
	f := &outerFrame{sessions: e.sessions, back: e}
	f.Enter(pages.NewConnectionPage(e.sessions.env, f, way.Connection(strings.TrimSpace(e.address.Text))))
}

// openProxy goes to the proxy's setting.
func (e *enrolPage) openProxy() {
	if way, can := e.sessions.backend.(Connector); can {
		f := &outerFrame{sessions: e.sessions, back: e}
		f.Enter(pages.NewProxyPage(e.sessions.env, f, way.Connection(""), f.Leave))
	}
}

// leave forgets the secret and asks anew who works here.
func (e *enrolPage) leave() {
	clear(e.passphrase)
	e.sessions.welcome()
}

func (e *enrolPage) send() {
	e.failed = ""
	e.needAddress, e.needCode = strings.TrimSpace(e.address.Text) == "", strings.TrimSpace(e.code.Text) == ""
	if e.needAddress || e.needCode {
		e.show(e.needAddress)
		return
	}
	if pages.BadName(e.stationName) {
		e.showAt(e.stationName)
		return
	}
	e.steps, e.Busy = []Step{StepKeys}, true
	e.sessions.env.Rebuild()
	what := Enrolment{strings.TrimSpace(e.address.Text), strings.TrimSpace(e.code.Text), strings.TrimSpace(e.stationName.Text)}
	news := ui.NewLatest(e.sessions.thread, e.step)
	e.sessions.env.Work(func(ctx context.Context) func() {
		session, err := e.at.Enrol(ctx, e.name, slices.Clone(e.passphrase), what, news.Put)
		if err != nil {
			return func() { e.refused(siak.KindOf(err)) }
		}
		if !e.sessions.open.add(session) {
			return nil
		}
		return func() {
			clear(e.passphrase)
			e.sessions.begin(session)
		}
	})
}

func (e *enrolPage) step(s Step) {
	if e.steps == nil || e.sessions.env.Screen() != ui.Screen(e) || e.steps[len(e.steps)-1] == s {
		return
	}
	e.steps = append(e.steps, s)
	e.sessions.env.Rebuild()
}

func (e *enrolPage) refused(kind siak.Kind) {
	if e.sessions.env.Screen() != ui.Screen(e) {
		return
	}
	e.steps, e.Busy, e.failed = nil, false, kind
	e.show(aboutAddress(kind))
}

// show shows the form anew with the focus on what is to be corrected.
func (e *enrolPage) show(address bool) {
	if address {
		e.showAt(e.address)
	} else {
		e.showAt(e.code)
	}
}

func (e *enrolPage) showAt(f *ui.Field) {
	e.Start(f)
	e.sessions.env.Canvas().Unfocus()
	e.sessions.env.Rebuild()
}

// aboutAddress reports whether a failure speaks of who answers, or nobody.
func aboutAddress(kind siak.Kind) bool {
	return kind == siak.KindOtherRegistry || kind.Place() == siak.PlaceRegistry && kind != siak.KindBadIdentity && kind != siak.KindProxyNotKept
}

func aboutCode(kind siak.Kind) bool {
	return kind == siak.KindCodeMistyped || kind == siak.KindCodeWrong || kind == siak.KindCodeExpired || kind == siak.KindCodeUsed
}
