package app

import (
	"context"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// unusable reports whether a ledger that failed like that cannot be worked
// with, whoever signs in.
func unusable(kind siak.Kind) bool {
	return kind == siak.KindDamaged || kind == siak.KindReadOnly || kind == siak.KindWrongVersion
}

// trouble is the screen of a station whose ledger cannot be worked with: what
// ails it, and the offer to save what can be read.
type trouble struct {
	a      *App
	kind   siak.Kind
	busy   bool
	saved  *Rescued
	failed siak.Kind // of saving it
}

func (t *trouble) focus() fyne.Focusable { return nil }
func (t *trouble) tick()                 {}

// rescues reports whether there is anything to save.
func (t *trouble) rescues() bool {
	return t.saved == nil && (t.kind == siak.KindDamaged || t.kind == siak.KindReadOnly)
}

func (t *trouble) key(name fyne.KeyName) {
	switch {
	case t.busy:
	case isEnter(name):
		t.a.welcome()
	case name == fyne.KeyF2 && t.rescues():
		t.rescue()
	}
}

func (t *trouble) rescue() {
	t.busy = true
	t.a.rebuild()
	t.a.gui.work(t.a.ctx, func(ctx context.Context) func() {
		saved, err := t.a.backend.Rescue(ctx)
		return func() {
			t.busy = false
			if t.failed = siak.KindOf(err); err == nil {
				t.saved = &saved
			}
			t.a.rebuild()
		}
	})
}

func (t *trouble) build() fyne.CanvasObject {
	a, w := t.a, t.a.words
	told := w.Kind(t.kind)
	parts := []fyne.CanvasObject{
		a.cardHead(w.Text("trouble.title"), told.What),
		newPara(told.Do, sizeText, a.palette.text),
	}
	if t.failed != "" {
		told := w.Kind(t.failed)
		parts = append(parts, a.mistake(told.What+" "+told.Do))
	}
	if t.saved != nil {
		parts = append(parts, a.left(assets.IconTray, siak.ToneWaiting, w.Text("trouble.saved", t.saved.Activations), t.saved.File))
		if t.saved.Lost > 0 {
			parts = append(parts, newPara(w.Text("trouble.lost", t.saved.Lost), sizeText, a.palette.text))
		}
	}
	return a.cardScreen(headerView{mute: a.mute}, append(parts, t.buttons()...))
}

func (t *trouble) buttons() []fyne.CanvasObject {
	a, w := t.a, t.a.words
	if t.busy {
		return []fyne.CanvasObject{sized(0, buttonHeight, newRow(0, label(w.Text("busy"), sizeText, a.palette.muted)))}
	}
	again := newRow(0, a.keyButton("Enter", w.Text("do.again"), !t.rescues(), a.welcome), newSpring())
	if !t.rescues() {
		return []fyne.CanvasObject{again}
	}
	return []fyne.CanvasObject{newRow(0, a.keyButton("F2", w.Text("trouble.rescue"), true, t.rescue), newSpring()), again}
}
