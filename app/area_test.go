package app

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

func (b *fakeSupervisor) Areas(context.Context) ([]AreaPart, siak.Kind, error) {
	return b.areas, b.areaOff, nil
}

func (b *fakeSupervisor) SetArea(_ context.Context, chosen []siak.Region) error {
	b.chosen = chosen
	return b.err
}

// someAreas are districts of three cities, in each condition.
func someAreas() []AreaPart {
	return []AreaPart{
		{Region: "317404", Name: "Pasar Minggu", People: 233_812, Megabytes: 44},
		{Region: "327501", Name: "Bekasi Timur", People: 187_455, Megabytes: 35, Chosen: true},
		{Region: "327601", Name: "Pancoran Mas", People: 191_320, Megabytes: 36, Chosen: true, Held: 191_320},
		{Region: "327605", Name: "Sukmajaya", People: 190_418, Megabytes: 36, Chosen: true, Held: 64_000},
		{Region: "327606", Name: "Beji", People: 131_967, Megabytes: 25, Chosen: true, Held: 131_967},
	}
}

func areaRig(t *testing.T, s setting) *rig {
	t.Helper()
	r := supervisorRig(t, s)
	r.backend.session.supervisor.areas = someAreas()
	r.choose("menu.area")
	return r
}

// areaScene has the first district ticked anew and the last one no longer.
func areaScene(t *testing.T, s setting) *rig {
	r := areaRig(t, s)
	r.press(fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	return r
}

func areaAskScene(t *testing.T, s setting) *rig {
	r := areaScene(t, s)
	r.press(fyne.KeyReturn)
	return r
}

// TestAreaByKeys: ticking, the question before anything is removed, and what is
// saved.
func TestAreaByKeys(t *testing.T) {
	r := areaScene(t, plain)
	supervisor := r.backend.session.supervisor
	r.press(fyne.KeyReturn)
	if r.app.env.Panel() == nil || supervisor.chosen != nil {
		t.Fatal("nobody was asked before a district is removed")
	}
	r.press(fyne.KeyReturn)
	want := []siak.Region{"317404", "327501", "327601", "327605"}
	if !slices.Equal(supervisor.chosen, want) {
		t.Errorf("saved %v, want %v", supervisor.chosen, want)
	}
	if r.app.sessions.counter.page != nil {
		t.Error("the page stays open")
	}
}

// TestAreaWithoutLoss: what removes nothing is saved at once.
func TestAreaWithoutLoss(t *testing.T) {
	r := areaRig(t, plain)
	r.press(fyne.KeySpace, fyne.KeyReturn)
	if got := r.backend.session.supervisor.chosen; len(got) != 5 {
		t.Errorf("saved %v", got)
	}
}

func TestAreaMistakes(t *testing.T) {
	r := areaRig(t, plain)
	supervisor, page := r.backend.session.supervisor, r.app.sessions.counter.page
	if r.press(fyne.KeyReturn); !r.tells("area.same") {
		t.Errorf("told %q", r.texts())
	}
	for range 4 {
		r.press(fyne.KeyDown, fyne.KeySpace)
	}
	if r.press(fyne.KeyReturn); !r.tells("area.none") || supervisor.chosen != nil {
		t.Errorf("told %q, saved %v", r.texts(), supervisor.chosen)
	}
	supervisor.err = siak.E("choose", siak.KindOffline, nil)
	r.press(fyne.KeySpace, fyne.KeyReturn) // the last one stays, three are removed
	r.press(fyne.KeyReturn)
	if r.app.sessions.counter.page != page || !r.saysKind(siak.KindOffline) {
		t.Errorf("told %q", r.texts())
	}
}

// TestAreaOffline: without the registry it can be seen and not be changed.
func TestAreaOffline(t *testing.T) {
	r := supervisorRig(t, plain)
	supervisor := r.backend.session.supervisor
	supervisor.areas, supervisor.areaOff = someAreas(), siak.KindOffline
	r.choose("menu.area")
	r.press(fyne.KeySpace, fyne.KeyReturn)
	if supervisor.chosen != nil || r.app.env.Panel() != nil {
		t.Error("the area was changed without the registry")
	}
}

// syncState is a city on its way over a slow line, or stopped.
func syncState(held bool) func() desk.State {
	return func() desk.State {
		s := baseState()
		s.Status.Data = siak.Freshness{}
		s.Status.Syncing, s.Status.SyncHeld = !held, held
		s.Status.SyncDone, s.Status.SyncOf, s.Status.SyncLeft = 1_234_567, 1_400_000, 59*time.Minute
		return s
	}
}

// TestHoldingAPull: it can be stopped where it is shown, and go on from there.
func TestHoldingAPull(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	session := r.backend.session
	s := baseState()
	s.Status.Syncing, s.Status.SyncDone, s.Status.SyncOf, s.Status.SyncLeft = true, 21_000, 63_000, 95*time.Second
	r.desk.tell(s)
	r.app.sessions.menus.openData()
	if want := r.app.env.Words.Text("data.left", r.app.env.Words.Duration(2*time.Minute)); !slices.Contains(r.app.env.Panel().Facts, want) {
		t.Errorf("told %q", r.app.env.Panel().Facts)
	}
	if r.press(fyne.KeyReturn); !session.held {
		t.Error("the pull goes on")
	}
	s.Status.Syncing, s.Status.SyncHeld = false, true
	r.desk.tell(s)
	r.app.sessions.menus.openData()
	if r.press(fyne.KeyReturn); session.held {
		t.Error("the pull does not go on")
	}
}

func TestAboutLeft(t *testing.T) {
	for d, want := range map[time.Duration]time.Duration{
		1: 5 * time.Second, 5 * time.Second: 5 * time.Second, 42 * time.Second: 45 * time.Second,
		56 * time.Second: time.Minute, 61 * time.Second: 2 * time.Minute, time.Hour: time.Hour,
	} {
		if got := aboutLeft(d); got != want {
			t.Errorf("%s is told as %s, want %s", d, got, want)
		}
	}
}
