package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// wipeProgress is the screen of a wipe: that it is under way, then what it left.
type wipeProgress struct {
	sessions *sessions
	ordered  bool // by the registry
	resumed  bool // it was cut off before
	over     bool
	left     Wiped
	failed   siak.Kind
}

// wipe ends the session by a wipe. The window does nothing else meanwhile.
func (s *sessions) wipe(do func(context.Context) (Wiped, error), ordered bool) {
	session := s.part()
	s.open.take(session) // the end of the window must not close it in the middle
	e := &wipeProgress{sessions: s, ordered: ordered}
	s.env.Open(e)
	s.env.Work(func(ctx context.Context) func() {
		left, err := do(context.WithoutCancel(ctx))
		_ = session.Close() // it ended itself, unless the wipe was refused
		return func() { e.done(left, err) }
	})
}

// obey carries out the registry's order.
func (s *sessions) obey() { s.wipe(s.session.Obey, true) }

// finishWipe goes on with a wipe that was cut off.
func (s *sessions) finishWipe() {
	e := &wipeProgress{sessions: s, resumed: true}
	s.env.Open(e)
	s.env.Work(func(ctx context.Context) func() {
		left, err := s.backend.FinishWipe(context.WithoutCancel(ctx))
		return func() { e.done(left, err) }
	})
}

func (e *wipeProgress) done(left Wiped, err error) {
	e.over, e.left, e.failed = true, left, siak.KindOf(err)
	e.sessions.env.Rebuild()
}

func (e *wipeProgress) Focus() fyne.Focusable { return nil }

func (e *wipeProgress) Key(name fyne.KeyName) {
	if ui.IsEnter(name) && e.over {
		e.sessions.welcome() // first start; where a wipe failed, whatever is there now
	}
}

func (e *wipeProgress) Build() fyne.CanvasObject {
	a, w := e.sessions.env, e.sessions.env.Words
	why := "ending.text"
	switch {
	case e.ordered:
		why = "ending.ordered"
	case e.resumed:
		why = "ending.resumed"
	}
	title := "ending.title"
	switch {
	case !e.over:
		title = "ending.under"
	case e.failed == siak.KindUnsentWork:
		title, why = "ending.not", "ending.still"
	case e.failed != "":
		title = "ending.half"
	}
	parts := []fyne.CanvasObject{a.CardHead(w.Text(title), w.Text(why))}
	more, foot := e.parts()
	return e.sessions.menus.cardScreen(headerView{}, append(parts, more...), foot...)
}

// parts are what came of it so far, and what leads on.
func (e *wipeProgress) parts() (told, foot []fyne.CanvasObject) {
	a, w := e.sessions.env, e.sessions.env.Words
	if !e.over {
		return []fyne.CanvasObject{a.Steps([]string{w.Text("ending.step")})}, nil
	}
	if e.failed != "" {
		text := a.Sentence(words.DeedWipe, e.failed)
		if e.failed == siak.KindUnsentWork {
			text = w.Text("ending.refused")
		}
		return []fyne.CanvasObject{a.Failure(text)}, e.sessions.menus.welcomeButton("do.again")
	}
	left := []fyne.CanvasObject{a.Result(assets.IconCheck, siak.ToneVerified, w.Text("ending.sent"), "")}
	if n := e.left.Activations; n > 0 {
		left[0] = a.Result(assets.IconTray, siak.ToneWaiting, w.Text("ending.file", n), e.left.File)
	}
	left = append(left, a.Result(assets.IconCheck, siak.ToneVerified, w.Text("ending.audit"), e.left.Audit))
	return left, e.sessions.menus.welcomeButton("ending.next")
}
