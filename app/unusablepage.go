package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// unusable reports whether a ledger that failed like that cannot be worked
// with, whoever signs in.
func unusable(kind siak.Kind) bool {
	return kind == siak.KindDamaged || kind == siak.KindReadOnly || kind == siak.KindWrongVersion
}

// unusablePage is the screen of a station whose ledger cannot be worked with: what
// is wrong with it, and the offer to save what can be read.
type unusablePage struct {
	sessions *sessions
	kind     siak.Kind
	busy     bool
	saved    *Rescued
	failed   siak.Kind // of saving it
}

func (t *unusablePage) Focus() fyne.Focusable { return nil }

// rescues reports whether there is anything to save.
func (t *unusablePage) rescues() bool {
	return t.saved == nil && (t.kind == siak.KindDamaged || t.kind == siak.KindReadOnly)
}

func (t *unusablePage) Key(name fyne.KeyName) {
	switch {
	case t.busy:
	case ui.IsEnter(name):
		t.sessions.welcome()
	case name == fyne.KeyF2 && t.rescues():
		t.rescue()
	}
}

func (t *unusablePage) rescue() {
	t.busy = true
	t.sessions.env.Rebuild()
	t.sessions.env.Work(func(ctx context.Context) func() {
		saved, err := t.sessions.backend.Rescue(ctx)
		return func() {
			t.busy = false
			if t.failed = siak.KindOf(err); err == nil {
				t.saved = &saved
			}
			t.sessions.env.Rebuild()
		}
	})
}

func (t *unusablePage) Build() fyne.CanvasObject {
	a, w := t.sessions.env, t.sessions.env.Words
	told := w.Failure(words.DeedOpenWindow, t.kind)
	parts := []fyne.CanvasObject{
		a.CardHead(w.Text("trouble.title"), told.What),
		ui.NewParagraph(told.Do, ui.SizeText, a.Palette.Text),
	}
	if t.failed != "" {
		parts = append(parts, a.Mistake(a.Sentence(words.DeedBackUp, t.failed)))
	}
	if t.saved != nil {
		parts = append(parts, a.Result(assets.IconTray, siak.ToneWaiting, w.Text("trouble.saved", t.saved.Activations), t.saved.File))
		if t.saved.Lost > 0 {
			parts = append(parts, ui.NewParagraph(w.Text("trouble.lost", t.saved.Lost), ui.SizeText, a.Palette.Text))
		}
	}
	return t.sessions.menus.cardScreen(headerView{}, parts, t.buttons()...)
}

func (t *unusablePage) buttons() []fyne.CanvasObject {
	a, w := t.sessions.env, t.sessions.env.Words
	if t.busy {
		return []fyne.CanvasObject{ui.Sized(0, a.Button, ui.NewRow(0, ui.Label(w.Text("busy"), ui.SizeText, a.Palette.Muted)))}
	}
	again := ui.NewActions(a.KeyButton("Enter", w.Text("do.again"), !t.rescues(), t.sessions.welcome), ui.NewSpacer())
	if !t.rescues() {
		return []fyne.CanvasObject{again}
	}
	return []fyne.CanvasObject{ui.NewActions(a.KeyButton("F2", w.Text("trouble.rescue"), true, t.rescue), ui.NewSpacer()), again}
}
