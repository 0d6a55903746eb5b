package main

import (
	"bytes"
	"ikd/station/siak/syncer"
	"path/filepath"
	"strings"
	"testing"
)

// TestDriftIsToldAndAccountedFor: what the workers do about a part of the cache
// that differs from the registry's is tested with them; here is what becomes of
// their word.
func TestDriftIsToldAndAccountedFor(t *testing.T) {
	w := trainee(t)
	var said bytes.Buffer
	j := newJob(newOutput(terminal{out: &bytes.Buffer{}, err: &said}, "en"), false)
	w.watch(t.Context(), syncer.Events{Drift: j.drifted}).Drift("327606")
	if !strings.Contains(said.String(), "Beji") {
		t.Errorf("said %q", &said)
	}
	head, err := w.store.Audit.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := w.store.AuditRows(t.Context(), int64(head.Seq)-1, 1)
	if err != nil || len(rows) != 1 || rows[0].Act != "drift" || rows[0].Region != "327606" {
		t.Errorf("%v %+v", err, rows)
	}
	if r, err := w.store.Audit.Verify(t.Context()); err != nil || !r.Sound() {
		t.Errorf("%v %+v", err, r)
	}
}

// trainee is a workplace of the training mode, its workers at rest.
func trainee(t *testing.T) *workplace {
	t.Helper()
	o, _ := training(t)
	w, err := openWorkplace(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// training is a made-up world, and how a workplace in it is opened.
func training(t *testing.T) (opening, *world) {
	t.Helper()
	dir := t.TempDir()
	made, err := newWorld(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := made.Close(); err != nil {
			t.Error(err)
		}
	})
	return opening{
		dir: filepath.Join(dir, "station"), officer: trainingOfficer, passphrase: []byte(trainingPassphrase),
		registry: made.gate.Addr(), madeUp: true,
	}, made
}
