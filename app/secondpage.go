package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
)

// secondSize is the window of a second program: as big as what it says.
var secondSize = fyne.NewSize(560, 280)

// secondPage is all that a second program on the same folder shows: that there is
// a first, and the offer to bring it to the front.
type secondPage struct {
	env  *pages.Env
	show func(context.Context)
	quit func()
}

// RunSecond says that another program has the folder, and offers to have that
// one shown. Like [App.Run] it must be called on the main goroutine.
func (a *App) RunSecond(ctx context.Context, show func(context.Context)) {
	a.ending.run(ctx, func(ctx context.Context) { a.startSecond(ctx, show) }, a.sessions.close)
}

func (a *App) startSecond(ctx context.Context, show func(context.Context)) {
	a.makeWindow(ctx)
	a.env.Resize(secondSize)
	a.env.CenterOnScreen()
	a.env.Open(&secondPage{a.env, show, a.ending.quit})
	a.env.Show()
}

// Focus implements [ui.Screen].
func (*secondPage) Focus() fyne.Focusable { return nil }

// Key implements [ui.Screen].
func (s *secondPage) Key(name fyne.KeyName) {
	switch {
	case ui.IsEnter(name):
		s.first()
	case name == fyne.KeyEscape:
		s.quit()
	}
}

// first shows the first program and ends this one.
func (s *secondPage) first() {
	s.env.Work(func(ctx context.Context) func() {
		s.show(ctx)
		return s.quit
	})
}

// Build implements [ui.Screen].
func (s *secondPage) Build() fyne.CanvasObject {
	a, w := s.env, s.env.Words
	text := ui.NewRow(ui.Gap16, a.AppPicture(), ui.Grow(ui.NewColumn(ui.Gap4,
		ui.NewBoldParagraph(w.Text("second.what"), ui.SizeBand, a.Palette.Text),
		ui.NewParagraph(w.Text("second.why"), ui.SizeText, a.Palette.Muted))))
	buttons := ui.NewRow(ui.Gap16,
		a.KeyButton("Enter", w.Text("second.show"), true, s.first),
		a.KeyButton("Esc", w.Text("second.close"), false, s.quit), ui.NewSpacer())
	return ui.NewStack(ui.Rect(a.Palette.Surface), ui.Pad(32, 32, ui.NewColumn(ui.Gap24, text, ui.NewSpacer(), buttons)))
}
