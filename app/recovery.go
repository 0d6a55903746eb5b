package app

import (
	"context"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
)

// Recoverer is what a [Backend] can do where nobody can sign in any more: the laptop's
// TPM or keyring is gone, or every secret.
type Recoverer interface {
	// Recover opens the station with its recovery code, gives the supervisor's account a
	// new passphrase and signs in. It fails as [pages.Recovering] does.
	Recover(ctx context.Context, name, code string, passphrase []byte, progress func(Step)) (Session, error)
}

// recoverer is the way in with the recovery code, where there is one: not in training
// mode, where nothing is bound.
func recoverer(b Backend) (Recoverer, bool) {
	at, can := b.(Recoverer)
	training, _, _ := b.Training()
	return at, can && !training
}

// openRecovery goes from the sign-in page to the page of the recovery code.
func openRecovery(s *sessions, from *signInPage) {
	at, can := recoverer(s.backend)
	if !can {
		return
	}
	name := from.officer().Name
	f := &outerFrame{sessions: s, back: from}
	f.Enter(pages.NewRecoverPage(s.env, f, name, func(ctx context.Context, code string, passphrase []byte) (func(), error) {
		secret := string(passphrase) // the enrolment's form may need it once more
		session, err := at.Recover(ctx, name, code, passphrase, func(Step) {})
		if session, err = s.elseEnrol(name, secret, session, err); err != nil || !s.open.add(session) {
			return nil, err
		}
		return func() { s.begin(session) }, nil
	}))
}

// offerRecoveryCode shows a supervisor a new recovery code who needs one.
func offerRecoveryCode(s *sessions) {
	if p, can := s.session.(pages.Protector); can && s.session.Supervisor() != nil && p.NeedsRecoveryCode() {
		openRecoveryCode(s, p)
	}
}

func openRecoveryCode(s *sessions, p pages.Protector) {
	s.counter.Enter(pages.NewRecoveryPage(s.env, s.counter, p, s.session.Me()))
}

// recoveryItem is the line of the menu that makes a new recovery code; none in training
// mode.
func recoveryItem(m *menus, note string) []ui.Item {
	p, can := m.sessions.session.(pages.Protector)
	if training, _, _ := m.sessions.backend.Training(); !can || training || m.sessions.condition.Reading {
		return nil
	}
	return []ui.Item{{Text: m.env.Words.Text("menu.recovery"), Note: note, Run: func() { openRecoveryCode(m.sessions, p) }}}
}
