package app

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets/sound"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

var plain = setting{lang: "id", look: ui.LookLight}

func TestEnterAndEscReachTheDesk(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.press(fyne.KeyReturn, fyne.KeyEnter)
	r.press(fyne.KeyEscape)
	if r.desk.confirms != 2 || r.desk.away != 1 {
		t.Errorf("%d confirmed, %d put away", r.desk.confirms, r.desk.away)
	}
	r.desk.tell(savedState(siak.Queued))
	r.press(fyne.KeyReturn)
	if r.desk.confirms != 2 || r.desk.away != 2 {
		t.Errorf("after saving: %d confirmed, %d put away", r.desk.confirms, r.desk.away)
	}
}

func TestTheOtherCodeByItsKey(t *testing.T) {
	r := newRig(t, plain).work(otherCode())
	r.press(fyne.KeyF12)
	if r.desk.others != 1 || r.desk.confirms+r.desk.away != 0 {
		t.Errorf("asked for the other code %d times", r.desk.others)
	}
	r.press(fyne.KeyF1, fyne.KeyF12, fyne.KeyF1)
	r.backend.session.rows = someRows()
	r.press(fyne.KeyF3, fyne.KeyF12)
	if r.desk.others != 1 {
		t.Error("a card that is not in view was put away")
	}
}

// Who leans on Enter confirms one citizen, not two.
func TestHeldKeyActsOnce(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	hold := func() {
		r.app.env.KeyDown(fyne.KeyReturn)
		r.press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	}
	hold()
	if r.desk.confirms != 1 {
		t.Errorf("a key held down confirmed %d times", r.desk.confirms)
	}
	hold()
	if r.desk.confirms != 2 {
		t.Error("a second press was lost")
	}
}

func TestAPanelTakesEnterAndEsc(t *testing.T) {
	for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.KeyF5, fyne.KeyF10} {
		r := newRig(t, plain).work(judgedState(siak.Eligible))
		r.backend.session.cameras = []Camera{{ID: "a", Name: "HD Webcam"}}
		r.press(key)
		if r.app.env.Panel() == nil {
			t.Fatalf("%s opens nothing", key)
		}
		r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyEscape)
		if r.app.env.Panel() != nil || r.desk.confirms+r.desk.away != 0 {
			t.Errorf("%s: Esc went past the panel", key)
		}
		r.press(key, key)
		if r.app.env.Panel() != nil {
			t.Errorf("%s does not close what it opened", key)
		}
		r.press(fyne.KeyReturn)
		if r.desk.confirms != 1 {
			t.Errorf("%s: Enter is lost after the panel", key)
		}
	}
}

func TestCameraMenu(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.backend.session.cameras = []Camera{{ID: "a", Name: "HD Webcam", Current: true}, {ID: "b", Name: "USB"}}
	r.press(fyne.KeyF5, fyne.KeyDown, fyne.KeyReturn)
	if r.backend.session.chosen != "b" || r.app.env.Panel() != nil {
		t.Errorf("chosen %q", r.backend.session.chosen)
	}
}

func TestLanguageMuteAndLookAtOnceAndRemembered(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.press(fyne.KeyF6, fyne.KeyF7, fyne.KeyF8)
	if r.app.env.Words.Lang() != words.EN || !r.app.prefs.mute || r.app.env.Look() != ui.LookDark || r.app.env.Palette != ui.PaletteFor(ui.LookDark, theme.VariantLight) {
		t.Errorf("language %s, mute %v, look %s", r.app.env.Words.Lang(), r.app.prefs.mute, r.app.env.Look())
	}
	want := map[string]string{prefLanguage: "en", prefMute: "on", prefLook: "dark"}
	for k, v := range want {
		if r.backend.prefs[k] != v {
			t.Errorf("%s was kept as %q", k, r.backend.prefs[k])
		}
	}
	r.press(fyne.KeyReturn)
	if r.desk.confirms != 1 {
		t.Error("Enter is lost after a switch")
	}
}

func TestListByKeyAndBack(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	for range 12 {
		r.backend.session.rows = append(r.backend.session.rows, someRows()...)
	}
	r.press(fyne.KeyF3)
	list := r.app.sessions.counter.list
	if list == nil || !r.tells("list.page", 1, r.app.sessions.counter.Rows(40), 60) {
		t.Fatal("F3 opens no list")
	}
	r.press(fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown)
	if per := r.app.sessions.counter.Rows(40); !r.tells("list.page", 59/per*per+1, 60, 60) {
		t.Errorf("told %q", r.texts())
	}
	r.press(fyne.KeyReturn)
	if r.desk.confirms != 0 || r.app.env.Panel() == nil {
		t.Error("Enter confirmed somebody who cannot be seen, or opens no row")
	}
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyEscape)
	if r.app.sessions.counter.list != nil || r.desk.away != 0 {
		t.Error("Esc does not lead back")
	}
	r.press(fyne.KeyF3)
	r.desk.tell(judgedState(siak.Eligible))
	if r.app.sessions.counter.list != nil {
		t.Error("the list hides a verdict")
	}
}

func TestTrainingPanelLeavesEnterToTheCounter(t *testing.T) {
	r := trainingPanel(t, plain)
	train := r.backend.session.train
	r.press(fyne.KeySpace, fyne.KeyRight, fyne.KeySpace)
	if !slices.Equal(train.called, []siak.Outcome{"", siak.Eligible}) {
		t.Errorf("called %v", train.called)
	}
	r.press(fyne.KeyUp, fyne.KeySpace)
	if !train.off || !r.tells("train.net.off") {
		t.Error("the network was not cut")
	}
	r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	if !slices.Equal(train.finished, []string{"a"}) {
		t.Errorf("finished %v, want the mail that was not used", train.finished)
	}
	r.press(fyne.KeyReturn, fyne.KeyEscape)
	if r.desk.confirms != 1 || r.desk.away != 1 || r.app.sessions.counter.training == nil {
		t.Error("the training panel took the counter's keys")
	}
	r.press(fyne.KeyF4)
	if r.app.sessions.counter.training != nil {
		t.Error("F4 does not close the training panel")
	}
}

func TestNoTrainingPanelOutsideTraining(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF4, fyne.KeySpace)
	if r.app.sessions.counter.training != nil {
		t.Error("a training panel at a real counter")
	}
}

func TestNothingAtTheCounterTakesTheFocus(t *testing.T) {
	r := trainingPanel(t, plain)
	r.press(fyne.KeyF10)
	for range 5 {
		r.app.env.Canvas().(test.WindowlessCanvas).FocusNext()
		if f := r.app.env.Canvas().Focused(); f != nil {
			t.Fatalf("%T has the focus", f)
		}
	}
}

func TestSoundsFollowTheChimeUnlessMuted(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	ring := func(n uint64, s desk.Sound) {
		state := judgedState(siak.Eligible)
		state.Chime, state.Sound = n, s
		r.desk.tell(state)
	}
	ring(1, desk.SoundGood)
	ring(1, desk.SoundGood) // another state, the same chime
	ring(2, desk.SoundWarn)
	r.press(fyne.KeyF7)
	ring(3, desk.SoundRefuse)
	r.press(fyne.KeyF7)
	ring(4, desk.SoundRefuse)
	if want := []sound.Name{sound.Good, sound.Warn, sound.Refuse}; !slices.Equal(r.sounds.played, want) {
		t.Errorf("played %v, want %v", r.sounds.played, want)
	}
}

func TestSignOutFromTheMenu(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF10)
	for range r.app.env.Panel().Items {
		r.press(fyne.KeyDown)
	}
	r.press(fyne.KeyReturn)
	if !r.backend.session.closed || r.app.sessions.session != nil {
		t.Error("the session was not closed")
	}
	if d, ok := r.app.env.Screen().(*signInPage); !ok || d.first() {
		t.Error("no sign-in after signing out")
	}
	r.desk.tell(judgedState(siak.Eligible)) // a state that comes late is no crash
}

func TestClosingWaitsForASaveAndAsksNothing(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	saving := judgedState(siak.Eligible)
	saving.Phase = desk.Saving
	r.desk.tell(saving)
	r.app.sessions.closeWindow()
	if !r.app.sessions.closing || r.app.env.Panel() != nil {
		t.Error("closing did not wait for the save")
	}
	r.desk.tell(savedState(siak.Queued))
	if r.app.sessions.closing {
		t.Error("closing still waits")
	}
}
