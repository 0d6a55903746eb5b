package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Recoverer is what a [Backend] can do where nobody can sign in any more: the laptop's
// TPM or keyring is gone, or every secret.
type Recoverer interface {
	// Recover opens the station with its recovery code, gives the supervisor's account a
	// new passphrase and signs in, as [Backend.SignIn] does. It fails with
	// siak.KindRecoveryMistyped, whose error has a method MistypedGroup, from 1 and 0
	// for a wrong length, with siak.KindRecoveryWrong, siak.KindNoRecovery and, for an
	// account that is no supervisor's, siak.KindNotAllowed.
	Recover(ctx context.Context, name, code string, passphrase []byte, progress func(Step)) (Session, error)
}

// recoverPage is the screen on which a supervisor opens the station with the recovery
// code.
type recoverPage struct {
	*ui.Form
	sessions          *sessions
	at                Recoverer
	name              string
	code, pass, again *ui.Field
	wrong             recoverMistakes
	failed            siak.Kind
	steps             []Step // under way; nil while the form is shown
}

// recoverMistakes are what is said at the fields.
type recoverMistakes struct{ code, pass, again string }

func newRecoverPage(s *sessions, at Recoverer, name string) *recoverPage {
	r := &recoverPage{sessions: s, at: at, name: name, code: s.env.NewField(false), pass: s.env.NewField(true), again: s.env.NewField(true)}
	r.Form = ui.NewForm(s.env.Window, r.code, r.pass, r.again)
	return r
}

// openRecovery goes to the page, where there is one: not in training mode, and not for
// the first start.
func (s *sessions) openRecovery(name string) {
	if at, can := s.recoverer(); can && name != "" {
		s.env.Open(newRecoverPage(s, at, name))
	}
}

func (s *sessions) recoverer() (Recoverer, bool) {
	at, can := s.backend.(Recoverer)
	training, _, _ := s.backend.Training()
	return at, can && !training
}

// Key implements [ui.Screen].
func (r *recoverPage) Key(name fyne.KeyName) { r.Keys(name, r.send, r.sessions.welcome) }

// check is what can be seen without the store.
func (r *recoverPage) check() (m recoverMistakes, at *ui.Field) {
	w := r.sessions.env.Words
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

func (r *recoverPage) send() {
	r.failed = ""
	wrong, at := r.check()
	if r.wrong = wrong; at != nil {
		r.show(at)
		return
	}
	r.steps, r.Busy = []Step{StepKeys}, true
	r.sessions.env.Rebuild()
	code, passphrase := r.code.Text, []byte(r.pass.Text)
	news := ui.NewLatest(r.sessions.thread, r.step)
	r.sessions.env.Work(func(ctx context.Context) func() {
		session, err := r.at.Recover(ctx, r.name, code, slices.Clone(passphrase), news.Put)
		session, err = r.sessions.elseEnrol(r.name, string(passphrase), session, err)
		clear(passphrase)
		if err != nil {
			return func() { r.refused(err) }
		}
		if !r.sessions.open.add(session) {
			return nil
		}
		return func() { r.sessions.begin(session) }
	})
}

func (r *recoverPage) step(s Step) {
	if r.steps == nil || r.sessions.env.Screen() != ui.Screen(r) || r.steps[len(r.steps)-1] == s {
		return
	}
	r.steps = append(r.steps, s)
	r.sessions.env.Rebuild()
}

// refused says at the field what is wrong with it.
func (r *recoverPage) refused(err error) {
	if r.sessions.env.Screen() != ui.Screen(r) {
		return
	}
	w, kind := r.sessions.env.Words, siak.KindOf(err)
	r.steps, r.Busy = nil, false
	var mistyped interface{ MistypedGroup() int }
	switch {
	case errors.As(err, &mistyped) && mistyped.MistypedGroup() > 0:
		r.wrong = recoverMistakes{code: w.Text("recover.group", mistyped.MistypedGroup())}
	case kind == siak.KindRecoveryMistyped:
		r.wrong = recoverMistakes{code: w.Text("recover.length")}
	case kind == siak.KindRecoveryWrong:
		r.wrong = recoverMistakes{code: r.sessions.env.Sentence(words.DeedRecover, kind)}
	case kind == siak.KindWeakPassphrase:
		r.wrong = recoverMistakes{pass: w.Text("weak.pass")}
		r.show(r.pass)
		return
	default:
		r.failed = kind
	}
	r.show(r.code)
}

// show shows the form anew with the focus on what is to be corrected.
func (r *recoverPage) show(at *ui.Field) {
	r.Start(at)
	r.sessions.env.Canvas().Unfocus()
	r.sessions.env.Rebuild()
}

// Build implements [ui.Screen].
func (r *recoverPage) Build() fyne.CanvasObject {
	a, w := r.sessions.env, r.sessions.env.Words
	parts := []fyne.CanvasObject{a.CardHead(w.Text("recover.title"), w.Text("recover.text", r.name))}
	if r.steps != nil {
		return r.sessions.menus.cardScreen(headerView{}, append(parts, a.Steps(stepTexts(w, r.steps))))
	}
	parts = append(parts,
		a.Input(w.Text("recover.code"), r.code, r.wrong.code, w.Text("recover.code.rule")),
		a.Input(w.Text("recover.pass"), r.pass, r.wrong.pass, w.Text("start.rule")),
		a.Input(w.Text("start.again"), r.again, r.wrong.again, ""))
	if r.failed != "" {
		parts = append(parts, a.Mistake(a.Sentence(words.DeedRecover, r.failed)))
	}
	return r.sessions.menus.cardScreen(headerView{}, parts, ui.NewActions(
		a.KeyButton("Enter", w.Text("recover.do"), true, r.send),
		a.KeyButton("Esc", w.Text("do.cancel"), false, r.sessions.welcome), ui.NewSpacer()))
}

// laptopLocks reports whether a sign-in failed for what the laptop was to add.
func laptopLocks(kind siak.Kind) bool {
	switch kind {
	case siak.KindNoTPM, siak.KindOtherTPM, siak.KindNoKeyring, siak.KindTPMLockedOut:
		return true
	}
	return false
}

// offerRecoveryCode goes to the page of a new recovery code, for a supervisor who needs
// one. In training mode nothing is bound: everybody behind it is made up.
func (s *sessions) offerRecoveryCode() {
	if p, can := s.session.(pages.Protector); can && s.session.Supervisor() != nil && p.NeedsRecoveryCode() {
		s.counter.Enter(pages.NewRecoveryPage(s.env, s.counter, p, s.session.Me()))
	}
}

// recoveryItem is the line of the menu that makes a new recovery code.
func (m *menus) recoveryItem(note string) []ui.Item {
	p, can := m.sessions.session.(pages.Protector)
	if !can || m.sessions.condition.Reading {
		return nil
	}
	c := m.sessions.counter
	return []ui.Item{{Text: m.env.Words.Text("menu.recovery"), Note: note, Run: func() {
		c.Enter(pages.NewRecoveryPage(m.env, c, p, m.sessions.session.Me()))
	}}}
}

// protectionFacts say what keeps the folder from opening at another laptop.
func (m *menus) protectionFacts() (facts []string) {
	w, is := m.env.Words, m.sessions.condition
	switch is.Protection {
	case siak.ProtectedByTPM:
		return []string{w.Text("store.by.tpm")}
	case siak.ProtectedByKeyring:
		return []string{w.Text("store.by.keyring")}
	case siak.ProtectedByPassphrase:
		facts = []string{w.Text("store.by.passphrase")}
		switch {
		case is.NeedsCode:
			facts = append(facts, w.Text("store.by.code"))
		case is.Unbound > 0 && is.Binds:
			facts = append(facts, w.Text("store.by.some", is.Unbound))
		}
	}
	return facts
}
