package app

import (
	"testing"

	"fyne.io/fyne/v2"
)

// Of two that are chosen fast the later one is kept, in whatever order the
// goroutines run that were started for them.
func TestTheLastPreferenceIsKept(t *testing.T) {
	r := newRig(t, plain)
	var started []func()
	r.app.thread.Spawn = func(f func()) { started = append(started, f) }
	r.press(fyne.KeyF6, fyne.KeyF8, fyne.KeyF6, fyne.KeyF6)
	for i := len(started) - 1; i >= 0; i-- {
		started[i]()
	}
	if got, want := r.backend.prefs[prefLanguage], string(r.app.env.Words.Lang()); got != want {
		t.Errorf("the screen speaks %q, %q is kept", want, got)
	}
	if got, want := r.backend.prefs[prefLook], string(r.app.env.Look()); got != want {
		t.Errorf("the screen looks %q, %q is kept", want, got)
	}
	started = nil
	r.press(fyne.KeyF6) // after all were kept
	for _, f := range started {
		f()
	}
	if got, want := r.backend.prefs[prefLanguage], string(r.app.env.Words.Lang()); got != want {
		t.Errorf("then the screen speaks %q, %q is kept", want, got)
	}
}
