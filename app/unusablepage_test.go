package app

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ikd/station/app/ui"
	"ikd/station/siak"
)

func troubled(t *testing.T, s setting) *rig {
	r := newRig(t, s)
	r.backend.broken = siak.E("list officers", siak.KindDamaged, nil)
	r.app.sessions.welcome()
	return r
}

func TestADamagedLedgerOffersToSaveWhatCanBeRead(t *testing.T) {
	r := troubled(t, plain)
	r.press(fyne.KeyF2)
	if got := r.app.env.Screen().(*unusablePage); !r.backend.rescued || got.saved == nil || got.rescues() {
		t.Fatal("nothing was saved, or it is offered once more")
	}
	r.backend.broken, r.backend.officers = nil, []string{"Ratna Dewi"}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.env.Screen().(*signInPage); !ok || d.first() {
		t.Error("a ledger that is well again does not lead to the sign-in")
	}
}

func TestALedgerThatFailsAtSignInIsNoMistakeOfTheOfficer(t *testing.T) {
	for _, kind := range []siak.Kind{siak.KindDamaged, siak.KindReadOnly, siak.KindWrongVersion} {
		r, _ := openSignIn(t, false, "Ratna Dewi")
		r.backend.err = siak.E("open", kind, nil)
		r.typeIn("kucing makan ikan")
		r.press(fyne.KeyReturn)
		if got, ok := r.app.env.Screen().(*unusablePage); !ok || got.kind != kind {
			t.Errorf("%s is told beside the passphrase", kind)
		}
	}
}

func TestASecondProgramOffersTheFirst(t *testing.T) {
	for _, lang := range []setting{plain, {lang: "en", look: ui.LookDark}} {
		r := newRig(t, lang)
		shown := 0
		a := New(fyne.CurrentApp(), r.backend)
		a.thread.Post, a.thread.Spawn = r.app.thread.Post, r.app.thread.Spawn
		a.startSecond(t.Context(), func(context.Context) { shown++ })
		t.Cleanup(a.env.Close)
		a.env.Resize(secondSize)
		f := fitting{t: t}
		f.walk(a.env.Content(), fyne.Position{}, area{max: secondSize})
		a.env.Canvas().(test.WindowlessCanvas).OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if shown != 1 || f.texts < 5 {
			t.Errorf("shown %d times, %d texts", shown, f.texts)
		}
	}
}
