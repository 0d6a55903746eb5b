package main

import (
	"context"
	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// A session on a damaged ledger: who is on record is told, by a code and by hand;
// nobody is confirmed; the window hears what was saved.
func TestADamagedLedgerIsRead(t *testing.T) {
	o, made := training(t)
	person := dayOfWork(t, o, made)
	damage(t, filepath.Join(o.dir, "ledger.db"))
	if _, err := openWorkplace(t.Context(), o); siak.KindOf(err) != siak.KindDamaged {
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
	j := judged(t, s.work, made)
	if j.Outcome != siak.Eligible {
		t.Errorf("judged %s", j.Outcome)
	}
	if _, err := s.work.counter.Confirm(t.Context(), j); siak.KindOf(err) != siak.KindDamaged {
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
func dayOfWork(t *testing.T, o opening, made *world) siak.NIK {
	t.Helper()
	w, err := openWorkplace(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(t.Context())
	var workers sync.WaitGroup
	workers.Go(func() { w.run(working, nil) })
	err = w.workers.Puller.FirstPull(t.Context())
	var a siak.Activation
	if err == nil {
		a, err = w.counter.Confirm(t.Context(), judged(t, w, made))
	}
	stop()
	workers.Wait()
	if closing := w.Close(); err != nil || closing != nil {
		t.Fatal(err, closing)
	}
	return a.NIK
}

// judged is a citizen whom nothing stops.
func judged(t *testing.T, w *workplace, made *world) desk.Judgement {
	t.Helper()
	code, _, err := made.box.ShowPhone(t.Context(), sandbox.PhoneRequest{Outcome: siak.Eligible})
	if err != nil {
		t.Fatal(err)
	}
	j, err := w.counter.Judge(t.Context(), scanner.Reading{Text: code, At: time.Now()})
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
