package app

import (
	"testing"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/siak"
)

// Who adds an outcome is told what it lacks: its card has a title and a sentence,
// a colour, an icon and a sound.
func TestEveryOutcomeIsShownAndHeard(t *testing.T) {
	for _, lang := range []setting{plain, {lang: "en", look: ui.LookDark}} {
		r := newRig(t, lang).work(desk.State{})
		for _, o := range siak.Outcomes() {
			r.desk.tell(judgedState(o))
			told := r.app.env.Words.Outcome(o, siak.Date{})
			for what, text := range map[string]string{"title": told.Title, "sentence": told.Do, "button": told.Next} {
				if text == "" {
					t.Errorf("%s %s: no %s in assets/words", o, lang.lang, what)
				}
			}
			if !r.says(told.Title) || !r.says(told.Do) {
				t.Errorf("%s %s: the card in app/verdict.go does not say %q and %q: %q", o, lang.lang, told.Title, told.Do, r.texts())
			}
			if shade := r.app.env.Palette.Tone(o.Tone()); shade == (ui.Shade{}) {
				t.Errorf("%s: its tone has no colours in app/ui/palette.go", o)
			}
			if assets.ToneIcon(o.Tone()) == "" {
				t.Errorf("%s: its tone has no icon in assets/assets.go", o)
			}
		}
	}
	for _, s := range desk.Sounds() {
		if recordings[s] == "" {
			t.Errorf("the sound %s has no recording in recordings of app/sessions.go", s)
		}
	}
}
