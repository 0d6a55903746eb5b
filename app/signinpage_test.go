package app

import (
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

func openSignIn(t *testing.T, training bool, officers ...string) (*rig, *signInPage) {
	t.Helper()
	r := newRig(t, plain)
	r.backend.training, r.backend.officers = training, officers
	r.app.sessions.welcome()
	return r, r.app.env.Screen().(*signInPage)
}

func (r *rig) typeIn(s string) {
	for _, c := range s {
		r.app.env.Canvas().Focused().TypedRune(c)
	}
}

func TestFirstStartByKeyboardAlone(t *testing.T) {
	r, _ := openSignIn(t, false)
	r.typeIn("Ratna Dewi")
	r.press(fyne.KeyReturn)
	r.typeIn("kucing makan ikan")
	r.press(fyne.KeyReturn)
	r.typeIn("kucing makan ikan")
	r.press(fyne.KeyReturn)
	if r.backend.created != "Ratna Dewi" || r.backend.given != "kucing makan ikan" {
		t.Errorf("created %q", r.backend.created)
	}
	if r.app.env.Screen() != r.app.sessions.counter || r.app.sessions.counter == nil {
		t.Error("the counter is not open")
	}
}

func TestMistakesAreToldInPlaceAndKeepTheFocusThere(t *testing.T) {
	r, d := openSignIn(t, false)
	r.press(fyne.KeyReturn)
	if d.wrong.name == "" || r.app.env.Canvas().Focused() != d.name {
		t.Error("the missing name is not told")
	}
	d.name.SetText("Rat\u200bna") // pasted
	r.press(fyne.KeyReturn)
	if !r.says("Karakter ke-4 tidak terlihat (U+200B ZERO WIDTH SPACE).") || r.app.env.Canvas().Focused() != d.name {
		t.Error("the character that cannot be seen is not told")
	}
	d.name.SetText("")
	r.typeIn("Ratna")
	r.press(fyne.KeyDown, fyne.KeyReturn)
	if d.wrong.pass == "" || r.app.env.Canvas().Focused() != d.pass {
		t.Error("the missing passphrase is not told")
	}
	r.typeIn("satu dua tiga")
	r.press(fyne.KeyReturn)
	r.typeIn("satu dua")
	r.press(fyne.KeyReturn)
	if d.wrong.again == "" || r.app.env.Canvas().Focused() != d.again || r.backend.created != "" {
		t.Error("different passphrases are not told")
	}
}

func TestTrainingOfficerByOneKeyFromAnyField(t *testing.T) {
	for _, before := range [][]fyne.KeyName{nil, {fyne.KeyDown}, {fyne.KeyDown, fyne.KeyDown}} {
		r, _ := openSignIn(t, true)
		r.press(append(before, fyne.KeyF2)...)
		if r.backend.created != "Petugas Latihan" || r.app.sessions.counter == nil {
			t.Errorf("after %v: created %q", before, r.backend.created)
		}
	}
	r, _ := openSignIn(t, true, "Petugas Latihan")
	r.press(fyne.KeyF2)
	if r.backend.created != "" || r.app.sessions.counter == nil {
		t.Error("the training officer was created twice")
	}
	r, _ = openSignIn(t, false)
	r.press(fyne.KeyF2)
	if r.app.sessions.counter != nil {
		t.Error("F2 signs in outside training mode")
	}
}

func TestWrongPassphraseIsToldAndTypedAgain(t *testing.T) {
	r, d := openSignIn(t, false, "Agus Setiawan", "Ratna Dewi")
	r.backend.err = siak.E("sign in", siak.KindWrongPassphrase, nil)
	r.press(fyne.KeyDown)
	r.typeIn("bukan ini")
	r.press(fyne.KeyReturn)
	if d.wrong.kind != siak.KindWrongPassphrase || d.pass.Text != "" || d.chosen != 1 {
		t.Errorf("kind %q, officer %d", d.wrong.kind, d.chosen)
	}
	if r.app.env.Canvas().Focused() != d.pass {
		t.Error("the focus is lost")
	}
	r.backend.err = nil
	r.typeIn("kucing makan ikan")
	r.press(fyne.KeyReturn)
	if r.app.sessions.counter == nil || r.backend.given != "kucing makan ikan" {
		t.Error("the right passphrase does not sign in")
	}
}

func TestFunctionKeysWorkInAField(t *testing.T) {
	r, d := openSignIn(t, false)
	r.typeIn("Rat")
	r.press(fyne.KeyF6)
	if r.app.env.Words.Lang() != "en" || d.name.Text != "Rat" || r.app.env.Canvas().Focused() != d.name {
		t.Error("F6 in a field loses the text, the focus or itself")
	}
	r.press(fyne.KeyF10, fyne.KeyEscape)
	if r.app.env.Panel() != nil || r.app.env.Canvas().Focused() != d.name {
		t.Error("the menu does not give the focus back")
	}
}
