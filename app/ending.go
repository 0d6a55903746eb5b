package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// ending is the screen of a wipe: that it is under way, then what it left.
type ending struct {
	a       *App
	ordered bool // by the registry
	resumed bool // it was cut off before
	over    bool
	left    Wiped
	failed  siak.Kind
}

// endAll ends the session by a wipe. The window does nothing else meanwhile.
func (a *App) endAll(wipe func(context.Context) (Wiped, error), ordered bool) {
	session := a.part()
	e := &ending{a: a, ordered: ordered}
	a.open(e)
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		left, err := wipe(context.WithoutCancel(ctx))
		_ = session.Close() // it ended itself, unless the wipe was refused
		return func() { e.done(left, err) }
	})
}

// obey carries out the registry's order.
func (a *App) obey() { a.endAll(a.session.Obey, true) }

// finishWipe goes on with a wipe that was cut off.
func (a *App) finishWipe() {
	e := &ending{a: a, resumed: true}
	a.open(e)
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		left, err := a.backend.FinishWipe(context.WithoutCancel(ctx))
		return func() { e.done(left, err) }
	})
}

func (e *ending) done(left Wiped, err error) {
	e.over, e.left, e.failed = true, left, siak.KindOf(err)
	e.a.rebuild()
}

func (e *ending) focus() fyne.Focusable { return nil }
func (e *ending) tick()                 {}

func (e *ending) key(name fyne.KeyName) {
	if isEnter(name) && e.over {
		e.a.welcome() // first start; where a wipe failed, whatever is there now
	}
}

func (e *ending) build() fyne.CanvasObject {
	a, w := e.a, e.a.words
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
	parts := []fyne.CanvasObject{a.cardHead(w.Text(title), w.Text(why))}
	return a.cardScreen(headerView{mute: a.mute}, append(parts, e.parts()...))
}

func (e *ending) parts() []fyne.CanvasObject {
	a, w := e.a, e.a.words
	if !e.over {
		return []fyne.CanvasObject{a.stepList([]string{"ending.step"})}
	}
	if e.failed != "" {
		told := w.Kind(e.failed)
		text := told.What + " " + told.Do
		if e.failed == siak.KindUnsentWork {
			text = w.Text("ending.refused")
		}
		return []fyne.CanvasObject{
			newRow(gap16, icon(assets.IconStop, 24, a.palette.tone(siak.ToneRefused).mark), newPara(text, sizeText, a.palette.text)),
			newRow(0, a.keyButton("Enter", w.Text("do.again"), true, a.welcome), newSpring()),
		}
	}
	left := []fyne.CanvasObject{a.left(assets.IconCheck, siak.ToneVerified, w.Text("ending.sent"), "")}
	if n := e.left.Activations; n > 0 {
		left[0] = a.left(assets.IconTray, siak.ToneWaiting, w.Text("ending.file", n), e.left.File)
	}
	left = append(left, a.left(assets.IconCheck, siak.ToneVerified, w.Text("ending.audit"), e.left.Audit))
	return []fyne.CanvasObject{
		newColumn(gap16, left...),
		newRow(0, a.keyButton("Enter", w.Text("ending.next"), true, a.welcome), newSpring()),
	}
}

// left is a thing that a wipe left, with the file it is in.
func (a *App) left(name assets.IconName, t siak.Tone, text, file string) fyne.CanvasObject {
	p := a.palette
	parts := []fyne.CanvasObject{newPara(text, sizeText, p.text)}
	if file != "" {
		parts = append(parts, newPara(breakable(file), sizeSmall, p.muted))
	}
	mark := newColumn(0, icon(name, 24, p.tone(t).mark), newSpring())
	return newRow(gap16, mark, grow(newColumn(gap4, parts...)))
}
