package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// restoreProgress is the screen of a restore: that it is under way, then what came
// of it.
type restoreProgress struct {
	sessions *sessions
	over     bool
	back     Restored
	failed   siak.Kind
}

// restore ends the session by a restore. The window does nothing else meanwhile.
func (s *sessions) restore(supervisor Supervisor, path string) {
	session := s.part()
	s.open.take(session) // the end of the window must not close it in the middle
	m := &restoreProgress{sessions: s}
	s.env.Open(m)
	s.env.Work(func(ctx context.Context) func() {
		back, err := supervisor.Restore(context.WithoutCancel(ctx), path)
		_ = session.Close() // it ended itself, unless the restore failed early
		return func() {
			m.over, m.back, m.failed = true, back, siak.KindOf(err)
			s.env.Rebuild()
		}
	})
}

func (m *restoreProgress) Focus() fyne.Focusable { return nil }

func (m *restoreProgress) Key(name fyne.KeyName) {
	if ui.IsEnter(name) && m.over {
		m.sessions.welcome()
	}
}

func (m *restoreProgress) Build() fyne.CanvasObject {
	a, w := m.sessions.env, m.sessions.env.Words
	title := "mend.done"
	switch {
	case !m.over:
		title = "mend.under"
	case m.failed != "":
		title = "mend.failed"
	}
	parts := []fyne.CanvasObject{a.CardHead(w.Text(title), w.Text("mend.title"))}
	more, foot := m.parts()
	return m.sessions.menus.cardScreen(headerView{}, append(parts, more...), foot...)
}

// parts are what came of it so far, and what leads on.
func (m *restoreProgress) parts() (told, foot []fyne.CanvasObject) {
	a, w := m.sessions.env, m.sessions.env.Words
	switch {
	case !m.over:
		return []fyne.CanvasObject{a.Steps([]string{w.Text("mend.step")})}, nil
	case m.failed != "":
		return []fyne.CanvasObject{a.Failure(a.Sentence(words.DeedRestore, m.failed))}, m.sessions.menus.welcomeButton("do.again")
	}
	return []fyne.CanvasObject{
		a.Result(assets.IconCheck, siak.ToneVerified, w.Text("mend.brings", m.back.Activations, m.back.Waiting), ""),
		a.Result(assets.IconTray, siak.ToneWaiting, w.Text("mend.kept"), m.back.Aside),
	}, m.sessions.menus.welcomeButton("mend.signin")
}

// welcomeButton is the row of buttons that leads back to who works here; text is the
// key of what stands on it.
func (m *menus) welcomeButton(text string) []fyne.CanvasObject {
	return []fyne.CanvasObject{ui.NewActions(m.env.KeyButton("Enter", m.env.Words.Text(text), true, m.sessions.welcome), ui.NewSpacer())}
}
