package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"ikd/station/siak"
)

// carrier is a session with sticks.
type carrier struct {
	*fakeSession
	there  Stick
	saved  string
	path   string
	taken  TakenFile
	failed error
	during func() // while a file is taken in
}

func (c *carrier) Stick(context.Context) (Stick, error) { return c.there, nil }

func (c *carrier) SaveOutbox(_ context.Context, dir string) (SavedOutbox, error) {
	c.saved = dir
	return SavedOutbox{Path: dir + "/kirim-S-1a2b3c4d-20260312-084100.ikd", Activations: c.there.Waiting}, c.failed
}

func (c *carrier) TakeFile(ctx context.Context, path string, percent func(int)) (TakenFile, error) {
	c.path = path
	percent(42)
	if c.during != nil {
		c.during()
	}
	if ctx.Err() != nil {
		return TakenFile{}, ctx.Err()
	}
	return c.taken, c.failed
}

func carrierRig(t *testing.T, s setting) (*rig, *carrier) {
	t.Helper()
	r := newRig(t, s).work(baseState())
	c := &carrier{fakeSession: r.backend.session, there: Stick{
		Waiting: 12,
		Places:  []Place{{Dir: "/media/loket/STIK-MERAH", Name: "STIK-MERAH", Stick: true}, {Dir: "/home/loket/Dokumen"}},
		Files: []StickFile{
			{Path: "/media/loket/STIK-MERAH/balasan-S-1a2b3c4d-20260312-080000.ikd", Name: "balasan-S-1a2b3c4d-20260312-080000.ikd", At: noon},
			{Path: "/media/loket/STIK-MERAH/wilayah-S-1a2b3c4d-20260311-160000.ikd", Name: "wilayah-S-1a2b3c4d-20260311-160000.ikd", At: noon.Add(-20 * time.Hour)},
		},
	}}
	r.app.session = c
	r.choose("menu.stick")
	return r, c
}

func (r *rig) stick() *stickRoom { return r.app.counter.room.(*stickRoom) }

func TestStickSaves(t *testing.T) {
	r, c := carrierRig(t, setting{lang: "id", look: lookLight})
	r.press(fyne.KeyReturn)
	if c.saved != "/media/loket/STIK-MERAH" || r.stick().saved == nil {
		t.Fatalf("saved to %q", c.saved)
	}
	r.press(fyne.KeyDown, fyne.KeyReturn)
	if c.saved != "/home/loket/Dokumen" {
		t.Errorf("saved to %q", c.saved)
	}
	c.failed = siak.E("x", siak.KindStickFull, nil)
	r.press(fyne.KeyReturn)
	if r.stick().failed != siak.KindStickFull || r.stick().saved != nil {
		t.Errorf("failed %q", r.stick().failed)
	}
	r.press(fyne.KeyEscape)
	if r.app.counter.room != nil {
		t.Error("still in the room")
	}
}

func TestStickTakes(t *testing.T) {
	r, c := carrierRig(t, setting{lang: "id", look: lookLight})
	c.taken = TakenFile{Area: true, New: true, People: 5000, Made: noon}
	c.during = func() {
		if r.stick().done != 42 || r.stick().cancel == nil {
			t.Errorf("%d %% while it is taken in", r.stick().done)
		}
	}
	r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if !strings.Contains(c.path, "balasan-") || r.stick().taken == nil || r.stick().cancel != nil {
		t.Fatalf("took %q", c.path)
	}
	c.during = func() { r.press(fyne.KeyEscape) } // broken off
	r.press(fyne.KeyReturn)
	if r.stick().taken != nil || !r.stick().over || r.stick().failed != "" {
		t.Error("it went on:", r.stick().failed)
	}
}

// A file that is dropped on the counter opens the room and is taken in; in a
// half filled form, or before the lock, nothing happens.
func TestStickDropped(t *testing.T) {
	r, c := carrierRig(t, setting{lang: "id", look: lookLight})
	r.press(fyne.KeyEscape)
	c.taken = TakenFile{New: true, Changed: 3}
	file := []fyne.URI{storage.NewFileURI("/media/loket/a.ikd")}
	r.app.dropped(fyne.NewPos(1, 1), file)
	if c.path != "/media/loket/a.ikd" || r.stick().taken == nil {
		t.Fatalf("took %q", c.path)
	}
	c.path = ""
	away, err := storage.ParseURI("https://example.invalid/a.ikd")
	if err != nil {
		t.Fatal(err)
	}
	r.app.dropped(fyne.NewPos(1, 1), []fyne.URI{away})
	r.choose("menu.secret")
	r.app.dropped(fyne.NewPos(1, 1), file)
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyF9)
	r.app.dropped(fyne.NewPos(1, 1), file)
	if c.path != "" {
		t.Errorf("took %q", c.path)
	}
}
