package app

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// switching is a backend that leads to training mode and back.
type switching struct {
	*fakeBackend
	went   []string
	refuse siak.Kind
}

func (b *switching) change(to string, on bool) error {
	if b.refuse != "" {
		return siak.E("switch", b.refuse, nil)
	}
	b.went, b.training = append(b.went, to), on
	return nil
}

func (b *switching) EnterTraining(context.Context) error { return b.change("training", true) }
func (b *switching) LeaveTraining(context.Context) error { return b.change("counter", false) }

// switchingRig is the first page of a station that has a training mode.
func switchingRig(t *testing.T, s setting, officers ...string) (*rig, *switching) {
	t.Helper()
	r := newRig(t, s)
	b := &switching{fakeBackend: r.backend}
	r.backend.officers = officers
	r.app.sessions.backend = b
	r.app.sessions.welcome()
	return r, b
}

func startScene(t *testing.T, s setting) *rig {
	r, _ := switchingRig(t, s)
	return r
}

func TestTheFirstPageLeadsToTrainingAndBack(t *testing.T) {
	for _, officers := range [][]string{nil, {"Ratna Dewi"}} {
		r, b := switchingRig(t, plain, officers...)
		if !r.tells("training.enter") || !r.tells("training.enter.text") {
			t.Fatalf("%v: the way into training mode is not told: %q", officers, r.texts())
		}
		r.press(fyne.KeyF4)
		if !slices.Equal(b.went, []string{"training"}) || !r.tells("training.leave") {
			t.Fatalf("went to %q, told %q", b.went, r.texts())
		}
		r.press(fyne.KeyF4)
		if !slices.Equal(b.went, []string{"training", "counter"}) || !r.tells("training.enter") {
			t.Errorf("went to %q, told %q", b.went, r.texts())
		}
	}
}

func TestTheMenuLeadsToTrainingAndBack(t *testing.T) {
	r, b := switchingRig(t, plain, "Ratna Dewi")
	r.choose("training.enter")
	if !slices.Equal(b.went, []string{"training"}) || r.app.env.Panel() != nil {
		t.Fatalf("from the sign-in page: went to %q", b.went)
	}
	r.work(judgedState(siak.Eligible))
	r.choose("training.leave")
	if !slices.Equal(b.went, []string{"training", "counter"}) || !r.backend.session.closed || r.app.sessions.session != nil {
		t.Errorf("from the counter: went to %q, signed out %v", b.went, r.backend.session.closed)
	}
	if _, is := r.app.env.Screen().(*signInPage); !is {
		t.Errorf("the screen is %T", r.app.env.Screen())
	}
}

func TestASwitchThatFailsIsTold(t *testing.T) {
	r, b := switchingRig(t, plain)
	b.refuse = siak.KindBusy
	r.press(fyne.KeyF4)
	if !r.saysKind(siak.KindBusy) || !r.tells("training.enter") {
		t.Errorf("told %q", r.texts())
	}
}

// An officer behind the lock is not signed out by whoever passes by, and a backend
// without a training mode offers none.
func TestNoSwitchWhereThereIsNoWay(t *testing.T) {
	r, b := switchingRig(t, plain, "Ratna Dewi")
	r.work(judgedState(siak.Eligible))
	r.press(fyne.KeyF9, fyne.KeyF4)
	if len(b.went) != 0 || r.tells("training.enter") || r.backend.session.closed {
		t.Error("the lock leads to training mode")
	}
	other, _ := openSignIn(t, false, "Ratna Dewi")
	other.press(fyne.KeyF4, fyne.KeyF10)
	if other.tells("training.enter") {
		t.Error("a training mode is offered that is not there")
	}
}
