package session

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// A session on a damaged ledger: who is on record is told, by a code and by a search;
// nobody is confirmed; the window is told what was saved.
func TestADamagedLedgerIsRead(t *testing.T) {
	o, made := newTraining(t)
	person := dayOfWork(t, o, made)
	damage(t, filepath.Join(o.Dir, "ledger.db"))
	if _, err := runtime.Open(t.Context(), o); siak.KindOf(err) != siak.KindDamaged {
		t.Fatalf("opened to be written to: %v", err)
	}
	s, err := newSession(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	told := make(chan app.Condition, 1)
	s.Watching(func(c app.Condition) { told <- c })
	if c := <-told; !c.Reading || c.Saved != 1 || c.Lost != 0 {
		t.Errorf("told %+v", c)
	}
	j := judged(t, s.station, made)
	if j.Outcome != siak.Eligible {
		t.Errorf("judged %s", j.Outcome)
	}
	if _, err := s.station.Counter.Confirm(t.Context(), j); siak.KindOf(err) != siak.KindDamaged {
		t.Errorf("confirmed: %v", err)
	}
	if found, err := s.Search(t.Context(), desk.Query{NIK: person}); err != nil || len(found.People) != 1 {
		t.Errorf("%v, %d people", err, len(found.People))
	}
	if rows, err := s.Activations(t.Context()); err != nil || len(rows) != 1 {
		t.Errorf("%v, %d activations", err, len(rows))
	}
	if report, err := s.Supervisor().VerifyAudit(t.Context()); err != nil || report.Rows == 0 || report.Problem != "" {
		t.Errorf("%v %+v", err, report)
	}
}

// dayOfWork pulls the register and confirms one citizen.
func dayOfWork(t *testing.T, o runtime.Options, made *training.Environment) siak.NIK {
	t.Helper()
	w, err := runtime.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(t.Context())
	var workers sync.WaitGroup
	workers.Go(func() { w.Run(working, nil) })
	err = w.Workers.Puller.FirstPull(t.Context())
	var a siak.Activation
	if err == nil {
		a, err = w.Counter.Confirm(t.Context(), judged(t, w, made))
	}
	stop()
	workers.Wait()
	if closing := w.Close(); err != nil || closing != nil {
		t.Fatal(err, closing)
	}
	return a.NIK
}

// judged is a citizen whom nothing stops.
func judged(t *testing.T, w *runtime.Station, made *training.Environment) desk.Judgement {
	t.Helper()
	code, _, err := made.Registry.ShowPhone(t.Context(), sandbox.PhoneRequest{Outcome: siak.Eligible})
	if err != nil {
		t.Fatal(err)
	}
	j, err := w.Counter.Judge(t.Context(), scanner.Reading{Text: code, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// damage flips a byte of the file's magic.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[3] ^= 0xff
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// newTraining starts a training mode, and says how a station in it is opened.
func newTraining(t *testing.T) (runtime.Options, *training.Environment) {
	t.Helper()
	dir := t.TempDir()
	made, err := training.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := made.Close(); err != nil {
			t.Error(err)
		}
	})
	return runtime.Options{
		Dir: filepath.Join(dir, "station"), Officer: training.Officer, Passphrase: []byte(training.Passphrase),
		Registry: made.Network.Addr(), AnySecret: true,
	}, made
}
