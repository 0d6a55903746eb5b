package session

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/store"
)

// A ledger that is damaged is opened to be read, see [store.OpenReadOnly]: the
// list, the audit, its export and who is on record. Nothing is written, so nothing
// is confirmed, nothing is sent, and no worker runs.

// reportDamage tells the window that nothing can be written, and what was saved.
func (s *Session) reportDamage() {
	saved, _ := s.station.Store.ReadOnly()
	s.change(func(c *app.Condition) {
		c.Reading, c.Saved, c.Waiting, c.Lost = true, saved.Activations, saved.Waiting, saved.Lost
	})
	s.desk.StorageChanged(siak.KindDamaged)
	s.desk.LinkChanged(desk.LinkChange{Link: desk.LinkOffline}) // nothing is sent and nobody asked
}

// RestorePath implements [app.Supervisor].
func (v supervisor) RestorePath() string { return filepath.Join(v.s.dir, runtime.RescuedFile) }

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
