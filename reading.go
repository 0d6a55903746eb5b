package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/store"
)

// A ledger that is damaged is opened to be read, see [store.OpenReadOnly]: the
// list, the audit, its export and who is on record. Nothing is written, so nothing
// is confirmed, nothing is sent, and no worker runs.

// openToRead opens a damaged ledger. One from which nobody can tell which station
// this is fails as it did before: it must not be enrolled anew.
func openToRead(ctx context.Context, o opening, options store.Options) (*store.Store, error) {
	s, err := store.OpenReadOnly(ctx, o.dir, o.officer, o.passphrase, options)
	if err != nil {
		return nil, err
	}
	if _, known, err := s.Settings.Identity(ctx); err != nil || !known {
		return nil, errors.Join(siak.E("open station", siak.KindDamaged, err), s.Close())
	}
	return s, nil
}

// reading reports whether the workplace's ledger is damaged and only read.
func (w *workplace) reading() bool {
	_, is := w.store.ReadOnly()
	return is
}

// toRead makes a counter that judges and does not confirm. Nobody is looked up at
// the centre, for that could not be accounted for.
func toRead(d desk.Deps) desk.Deps {
	d.Ledger = readLedger{d.Ledger}
	d.Audit = unwritten
	d.Centre, d.Online = nil, nil
	return d
}

// unwritten lets a look-up go on that cannot be accounted for: who can read the
// ledger can read the register beside it. The banner says that nothing is written.
func unwritten(context.Context, desk.Note) error { return nil }

// readLedger says what ails it to who wants to confirm.
type readLedger struct{ desk.Ledger }

// Confirm implements [desk.Ledger].
func (readLedger) Confirm(context.Context, siak.Activation) error {
	return siak.E("confirm an activation", siak.KindDamaged, nil)
}

// tellDamage tells the window that nothing can be written, and what was saved.
func (s *session) tellDamage() {
	saved, _ := s.work.store.ReadOnly()
	s.condition.change(func(c *app.Condition) {
		c.Reading, c.Saved, c.Waiting, c.Lost = true, saved.Activations, saved.Waiting, saved.Lost
	})
	s.desk.StorageChanged(siak.KindDamaged)
	s.desk.LinkChanged(desk.LinkChange{Link: desk.LinkOffline}) // nothing is sent and nobody asked
}

// RestorePath implements [app.Supervisor].
func (v supervisor) RestorePath() string { return filepath.Join(v.s.dir, rescuedFile) }

// PlanRestore implements [app.Supervisor].
func (v supervisor) PlanRestore(ctx context.Context, path string) (app.RestorePlan, error) {
	r, err := store.PlanRestore(ctx, v.s.dir, path)
	return app.RestorePlan{
		Activations: r.Activations, Waiting: r.Waiting, Officers: r.Officers, Sound: r.Audit.Sound(), Missing: r.Missing, Unsent: r.Unsent,
	}, err
}

// Restore implements [app.Supervisor].
func (v supervisor) Restore(ctx context.Context, path string) (app.Restored, error) {
	if err := v.s.Close(); err != nil {
		return app.Restored{}, err
	}
	r, err := store.RestoreHere(ctx, v.s.dir, path, true, time.Now())
	if err == nil && path == v.RestorePath() {
		// It is the ledger now. Left there it would stand for a later damage's rescue.
		_ = os.Remove(path) // the restore is done either way
	}
	return app.Restored{Activations: r.Activations, Waiting: r.Waiting, Aside: r.Aside}, err
}
