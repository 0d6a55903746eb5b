package app

import (
	"context"

	"fyne.io/fyne/v2"
)

// secondSize is the window of a second program: as big as what it says.
var secondSize = fyne.NewSize(560, 280)

// second is all that a second program on the same folder shows: that there is a
// first, and the offer to bring it to the front.
type second struct {
	a    *App
	show func(context.Context)
}

// RunSecond says that another program has the folder, and offers to have that
// one shown. Like [App.Run] it must be called on the main goroutine.
func (a *App) RunSecond(ctx context.Context, show func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	defer a.gui.jobs.Wait()
	defer cancel()
	a.startSecond(ctx, show)
	stop := a.endWith(ctx)
	a.fyne.Run()
	stop()
}

func (a *App) startSecond(ctx context.Context, show func(context.Context)) {
	a.frame(ctx)
	a.window.SetContent(a.root)
	a.window.Resize(secondSize)
	a.window.CenterOnScreen()
	a.open(&second{a, show})
	a.window.Show()
}

func (*second) focus() fyne.Focusable { return nil }
func (*second) tick()                 {}

func (s *second) key(name fyne.KeyName) {
	switch {
	case isEnter(name):
		s.first()
	case name == fyne.KeyEscape:
		s.a.quit()
	}
}

// first shows the first program and ends this one.
func (s *second) first() {
	s.a.gui.work(s.a.ctx, func(ctx context.Context) func() {
		s.show(ctx)
		return s.a.quit
	})
}

func (s *second) build() fyne.CanvasObject {
	a, w := s.a, s.a.words
	text := newRow(gap16, a.emblem(), grow(newColumn(gap4,
		newBoldPara(w.Text("second.what"), sizeBand, a.palette.text),
		newPara(w.Text("second.why"), sizeText, a.palette.muted))))
	buttons := newRow(gap16,
		a.keyButton("Enter", w.Text("second.show"), true, s.first),
		a.keyButton("Esc", w.Text("second.close"), false, a.quit), newSpring())
	return newStack(rect(a.palette.surface), pad(32, 32, newColumn(gap24, text, newSpring(), buttons)))
}
