package session

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/newfile"
	"ikd/station/store"
)

// supervisor is the window's handle to what only a supervisor may do.
type supervisor struct{ s *Session }

var _ app.Supervisor = supervisor{}

// Supervisor implements [app.Session].
func (s *Session) Supervisor() app.Supervisor {
	if s.station.Store.Role() != store.RoleSupervisor {
		return nil
	}
	return supervisor{s}
}

// Accounts implements [app.Supervisor].
func (v supervisor) Accounts(ctx context.Context) ([]app.Account, error) {
	all, err := v.s.station.Store.Accounts.List(ctx)
	return accountsOf(all), err
}

// Add implements [app.Supervisor].
func (v supervisor) Add(ctx context.Context, name string, isSupervisor bool, secret app.Secret) error {
	role := store.RoleOfficer
	if isSupervisor {
		role = store.RoleSupervisor
	}
	return v.s.station.Store.Accounts.Add(ctx, store.Officer{Name: name, Role: role}, secretOf(secret))
}

// Reset implements [app.Supervisor].
func (v supervisor) Reset(ctx context.Context, name string, secret app.Secret) error {
	return v.s.station.Store.Accounts.Reset(ctx, name, secretOf(secret))
}

// Disable implements [app.Supervisor].
func (v supervisor) Disable(ctx context.Context, name string) error {
	err := v.s.station.Store.Accounts.Disable(ctx, name)
	if err == nil {
		v.s.station.RotateNow()
	}
	return err
}

// AllowOldData implements pages.OldData. The day is read anew: it says whether
// somebody has to allow it still.
func (v supervisor) AllowOldData(ctx context.Context) error {
	_, err := v.s.station.Store.DataAge.Allow(ctx)
	v.s.desk.SyncProgressed(desk.SyncProgress{})
	return err
}

// Audit implements [app.Supervisor]. The store reads forwards.
func (v supervisor) Audit(ctx context.Context, before int64, limit int) ([]app.AuditRow, error) {
	if before == 0 {
		head, err := v.s.station.Store.Audit.Head(ctx)
		if err != nil {
			return nil, err
		}
		before = int64(head.Seq) + 1
	}
	after := max(0, before-1-int64(limit))
	all, err := v.s.station.Store.AuditRows(ctx, after, int(before-1-after))
	if err != nil {
		return nil, err
	}
	rows := make([]app.AuditRow, 0, len(all))
	for _, r := range slices.Backward(all) {
		rows = append(rows, app.AuditRow{
			Seq: r.Seq, At: r.Time, Officer: r.Officer, Act: string(r.Act), Subject: r.Subject, About: r.About,
			Outcome: r.Outcome, State: r.State, Reason: r.Reason, Kind: r.Kind, Region: r.Region,
		})
	}
	return rows, nil
}

// VerifyAudit implements [app.Supervisor].
func (v supervisor) VerifyAudit(ctx context.Context) (app.AuditReport, error) {
	r, err := v.s.station.Store.Audit.Verify(ctx)
	return app.AuditReport{Rows: r.Rows, Bad: r.Bad, Problem: string(r.Problem)}, err
}

// ExportPath implements [app.Supervisor].
func (v supervisor) ExportPath() string {
	zone := siak.DefaultPolicy(v.s.station.Identity.OfficeRegion).Zone
	return filepath.Join(runtime.DocumentsFolder(), "audit-loket-"+time.Now().In(zone).Format("2006-01-02-1504")+".jsonl")
}

// ExportAudit implements [app.Supervisor].
func (v supervisor) ExportAudit(ctx context.Context, path string) error {
	const op = "export the audit"
	f, err := newfile.Create(path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return siak.E(op, siak.KindOutputExists, errors.New("the file is there already"))
	case errors.Is(err, fs.ErrNotExist):
		return siak.E(op, siak.KindNotFound, errors.New("there is no such folder"))
	case err != nil:
		return siak.E(op, siak.KindOutputFailed, errors.New("the file cannot be made"))
	}
	out := runtime.Output{Writer: f}
	if err := errors.Join(v.s.station.Store.ExportAudit(ctx, out), runtime.OutputError(op, errors.Join(f.Sync(), f.Close()))); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// PlanWipe implements [app.Supervisor].
func (v supervisor) PlanWipe(ctx context.Context) (app.WipePlan, error) {
	p, err := v.s.station.Store.PlanWipe(ctx)
	return app.WipePlan{Residents: p.Residents, Officers: p.Officers, Waiting: p.Waiting, Lost: p.Lost}, err
}

// Wipe implements [app.Supervisor].
func (v supervisor) Wipe(ctx context.Context) (app.Wiped, error) { return v.s.wipe(ctx, nil) }

// Obey implements [app.Session].
func (s *Session) Obey(ctx context.Context) (app.Wiped, error) {
	return s.wipe(ctx, s.orders())
}

// wipe ends the session and with it everything on this laptop.
func (s *Session) wipe(ctx context.Context, order *siak.WipeOrder) (app.Wiped, error) {
	if err := s.stopWorkers(); err != nil {
		return app.Wiped{}, err
	}
	done, err := s.station.Wipe(ctx, runtime.ExportFolder(), order)
	return wipedOf(done.Exported), err
}

func wipedOf(left store.Exported) app.Wiped {
	return app.Wiped{Activations: left.Activations, File: left.File, Audit: left.Audit}
}
