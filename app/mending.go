package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// mending is the screen of a restore: that it is under way, then what came of it.
type mending struct {
	a      *App
	over   bool
	back   Restored
	failed siak.Kind
}

// mend ends the session by a restore. The window does nothing else meanwhile.
func (a *App) mend(boss Supervisor, path string) {
	session := a.part()
	m := &mending{a: a}
	a.open(m)
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		back, err := boss.Restore(context.WithoutCancel(ctx), path)
		_ = session.Close() // it ended itself, unless the restore failed early
		return func() {
			m.over, m.back, m.failed = true, back, siak.KindOf(err)
			a.rebuild()
		}
	})
}

func (m *mending) focus() fyne.Focusable { return nil }
func (m *mending) tick()                 {}

func (m *mending) key(name fyne.KeyName) {
	if isEnter(name) && m.over {
		m.a.welcome()
	}
}

func (m *mending) build() fyne.CanvasObject {
	a, w := m.a, m.a.words
	title := "mend.done"
	switch {
	case !m.over:
		title = "mend.under"
	case m.failed != "":
		title = "mend.failed"
	}
	parts := []fyne.CanvasObject{a.cardHead(w.Text(title), w.Text("mend.title"))}
	return a.cardScreen(headerView{mute: a.mute}, append(parts, m.parts()...))
}

func (m *mending) parts() []fyne.CanvasObject {
	a, w := m.a, m.a.words
	switch {
	case !m.over:
		return []fyne.CanvasObject{a.stepList([]string{"mend.step"})}
	case m.failed != "":
		told := w.Kind(m.failed)
		return []fyne.CanvasObject{
			newRow(gap16, icon(assets.IconStop, 24, a.palette.tone(siak.ToneRefused).mark), newPara(told.What+" "+told.Do, sizeText, a.palette.text)),
			newRow(0, a.keyButton("Enter", w.Text("do.again"), true, a.welcome), newSpring()),
		}
	}
	return []fyne.CanvasObject{
		a.left(assets.IconCheck, siak.ToneVerified, w.Text("mend.brings", m.back.Activations, m.back.Waiting), ""),
		a.left(assets.IconTray, siak.ToneWaiting, w.Text("mend.kept"), m.back.Aside),
		newRow(0, a.keyButton("Enter", w.Text("mend.signin"), true, a.welcome), newSpring()),
	}
}
