package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"ikd/station/app/ui"
	"ikd/station/siak"
)

// carrier is a session with USB drives.
type driveSession struct {
	*fakeSession
	there  DriveContents
	saved  string
	path   string
	taken  TakenFile
	failed error
	during func() // while a file is taken in
}

func (c *driveSession) LookForFiles(context.Context) (DriveContents, error) { return c.there, nil }

func (c *driveSession) SaveOutbox(_ context.Context, dir string) (SavedOutbox, error) {
	c.saved = dir
	return SavedOutbox{Path: dir + "/kirim-S-1a2b3c4d-20260312-084100.ikd", Activations: c.there.Waiting}, c.failed
}

func (c *driveSession) TakeFile(ctx context.Context, path string, percent func(int)) (TakenFile, error) {
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

func driveRig(t *testing.T, s setting) (*rig, *driveSession) {
	t.Helper()
	r := newRig(t, s).work(baseState())
	c := &driveSession{fakeSession: r.backend.session, there: DriveContents{
		Waiting: 12,
		Places:  []Place{{Dir: "/media/loket/STIK-MERAH", Name: "STIK-MERAH", Removable: true}, {Dir: "/home/loket/Dokumen"}},
		Files: []DriveFile{
			{Path: "/media/loket/STIK-MERAH/balasan-S-1a2b3c4d-20260312-080000.ikd", Name: "balasan-S-1a2b3c4d-20260312-080000.ikd", At: noon},
			{Path: "/media/loket/STIK-MERAH/wilayah-S-1a2b3c4d-20260311-160000.ikd", Name: "wilayah-S-1a2b3c4d-20260311-160000.ikd", At: noon.Add(-20 * time.Hour)},
		},
	}}
	r.app.sessions.session = c
	r.choose("menu.stick")
	return r, c
}

// busy reports whether the page can only be broken off.
func (r *rig) busy() bool { return !r.tells("stick.again") }

func TestDriveSaves(t *testing.T) {
	r, c := driveRig(t, setting{lang: "id", look: ui.LookLight})
	r.press(fyne.KeyReturn)
	if c.saved != "/media/loket/STIK-MERAH" || !r.tells("stick.saved", c.there.Waiting, c.saved+"/kirim-S-1a2b3c4d-20260312-084100.ikd") {
		t.Fatalf("saved to %q", c.saved)
	}
	r.press(fyne.KeyDown, fyne.KeyReturn)
	if c.saved != "/home/loket/Dokumen" {
		t.Errorf("saved to %q", c.saved)
	}
	c.failed = siak.E("x", siak.KindStickFull, nil)
	r.press(fyne.KeyReturn)
	if !r.saysKind(siak.KindStickFull) || r.tells("stick.saved", c.there.Waiting, "") {
		t.Errorf("told %q", r.texts())
	}
	r.press(fyne.KeyEscape)
	if r.app.sessions.counter.page != nil {
		t.Error("still on the page")
	}
}

func TestDriveTakes(t *testing.T) {
	r, c := driveRig(t, setting{lang: "id", look: ui.LookLight})
	c.taken = TakenFile{Area: true, New: true, People: 5000, Made: noon}
	c.during = func() {
		if !r.tells("stick.reading", 42) || !r.busy() {
			t.Errorf("told %q while it is taken in", r.texts())
		}
	}
	r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if !strings.Contains(c.path, "balasan-") || !r.tells("stick.area", 5000, r.app.env.Words.When(noon, noon, siak.WIB)) || r.busy() {
		t.Fatalf("took %q", c.path)
	}
	c.during = func() { r.press(fyne.KeyEscape) } // broken off
	r.press(fyne.KeyReturn)
	if !r.tells("stick.over") || r.tells("stick.area", 5000, r.app.env.Words.When(noon, noon, siak.WIB)) {
		t.Errorf("it went on: %q", r.texts())
	}
}

// A file that is dropped on the counter opens the page and is taken in; in a
// half filled form, or before the lock, nothing happens.
func TestDriveDropped(t *testing.T) {
	r, c := driveRig(t, setting{lang: "id", look: ui.LookLight})
	r.press(fyne.KeyEscape)
	c.taken = TakenFile{New: true, Changed: 3}
	file := []fyne.URI{storage.NewFileURI("/media/loket/a.ikd")}
	r.app.sessions.dropped(fyne.NewPos(1, 1), file)
	if c.path != "/media/loket/a.ikd" || !r.tells("stick.receipts", 3) {
		t.Fatalf("took %q", c.path)
	}
	c.path = ""
	away, err := storage.ParseURI("https://example.invalid/a.ikd")
	if err != nil {
		t.Fatal(err)
	}
	r.app.sessions.dropped(fyne.NewPos(1, 1), []fyne.URI{away})
	r.choose("menu.secret")
	r.app.sessions.dropped(fyne.NewPos(1, 1), file)
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyF9)
	r.app.sessions.dropped(fyne.NewPos(1, 1), file)
	if c.path != "" {
		t.Errorf("took %q", c.path)
	}
}
