package session

import (
	"path/filepath"
	"testing"

	"ikd/station/app"
	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/siak"
	"ikd/station/store"
)

// TestTrainingModeAndBack: the backend goes into training mode, an officer works
// there, and it leads back to the real folder; each time the other folder is free
// for another program, and the made-up one has nothing of the real one.
func TestTrainingModeAndBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "station")
	b := newBackend(t.Context(), WindowOptions{Dir: dir})
	if err := b.folder.take(b.station()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	held := func(dir string, want bool) {
		t.Helper()
		err := runtime.Exclusive(dir, func() error { return nil })
		if busy := siak.KindOf(err) == siak.KindBusy; busy != want {
			t.Errorf("%s: held %t, want %t (%v)", filepath.Base(dir), busy, want, err)
		}
	}
	real, made := b.stationIn(false), b.stationIn(true)
	if err := b.EnterTraining(t.Context()); err != nil {
		t.Fatal(err)
	}
	if on, _, _ := b.Training(); !on {
		t.Error("it is not training mode")
	}
	held(made, true)
	held(real, false)
	s, err := b.Create(t.Context(), training.Officer, []byte(training.Passphrase), func(app.Step) {})
	if err != nil {
		t.Fatal(err)
	}
	if s.Training() == nil {
		t.Error("the session has no training panel")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := b.LeaveTraining(t.Context()); err != nil {
		t.Fatal(err)
	}
	held(made, false)
	held(real, true)
	if all, err := b.Accounts(); err != nil || len(all) != 0 || store.Exists(real) {
		t.Errorf("the real folder has %d accounts (%v)", len(all), err)
	}
	err = runtime.Exclusive(made, func() error {
		if err := b.EnterTraining(t.Context()); siak.KindOf(err) != siak.KindBusy {
			t.Errorf("%v, want %s", err, siak.KindBusy)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if on, _, _ := b.Training(); on {
		t.Error("it is training mode although the folder was taken")
	}
	held(real, true)
}
