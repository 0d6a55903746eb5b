package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// Restored says what became of a restore.
type Restored struct {
	Copy // what the folder has now
	// Aside is the path of the ledger that was there before; "" for none.
	Aside string
	// Missing are the activations that the ledger before had and this one does
	// not, Unsent those of them that the registry had not acknowledged. Both are
	// -1 where the ledger before cannot be read.
	Missing, Unsent int
}

// Restore puts a copy made by [Backup] or [Rescue] in the place of a folder's
// ledger. The one before is put aside under another name, never removed. It
// fails with [siak.KindBusy] while a station has the folder, with
// [siak.KindNotFound] where there is no such copy, with
// [siak.KindDamaged] where it is no whole ledger, and with
// [siak.KindWouldLose] where something would be lost and force is false: the audit
// of the copy is not sound, or the ledger before holds activations that nobody
// else has or cannot be read. What would be lost then stands in the result.
//
// An older copy does not activate anybody twice. What it has as waiting and the
// registry has already is handed in again under the same ID and gets the same
// verdict. Whom it has forgotten, the registry has not: a new activation of that
// registration is answered with already-pending or already-active, one with the same
// code with presentation-used. The verdicts since are fetched again, for the
// cursor is as old as the copy; the audit's anchor at the registry tells that an
// older ledger is in use.
func Restore(ctx context.Context, dir, from string, force bool, now time.Time) (r Restored, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, fault.Wrap("restore the ledger", err)
	}
	release, err := folder.Lock(dir, nil)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, release()) }()
	return RestoreHere(ctx, dir, from, force, now)
}

// PlanRestore says what [Restore] would bring and what would be lost by it.
func PlanRestore(ctx context.Context, dir, from string) (r Restored, err error) {
	const op = "plan the restore"
	if _, err := os.Stat(from); errors.Is(err, os.ErrNotExist) {
		return r, siak.E(op, fault.KindNotFound, errors.New("no such file"))
	}
	if r.Copy, err = inspect(ctx, from); err != nil {
		return r, fault.Wrap(op, err)
	}
	return r, fault.Wrap(op, r.compare(ctx, filepath.Join(dir, folder.Ledger), from))
}

// RestoreHere is [Restore] for the program that has the folder by [folder.Lock]. No
// store may be open in it.
func RestoreHere(ctx context.Context, dir, from string, force bool, now time.Time) (Restored, error) {
	const op = "restore the ledger"
	r, err := PlanRestore(ctx, dir, from)
	if err != nil {
		return r, err
	}
	path := filepath.Join(dir, folder.Ledger)
	if !force && (!r.Audit.Sound() || r.Unsent != 0) {
		return r, siak.E(op, fault.KindWouldLose, nil)
	}
	fresh := path + ".new"
	defer func() { _ = sqlitedb.RemoveDB(fresh) }()
	if err := errors.Join(sqlitedb.RemoveDB(fresh), copyLedger(ctx, from, fresh)); err != nil {
		return r, fault.Wrap(op, err)
	}
	if r.Aside, err = setAside(path, now); err != nil {
		return r, fault.Wrap(op, err)
	}
	// The recovery copy is of the ledger before; the next sign-in makes one.
	return r, fault.Wrap(op, errors.Join(sqlitedb.RemoveDB(filepath.Join(dir, folder.RecoveryCopy)), sqlitedb.Finish(fresh, path)))
}

func copyLedger(ctx context.Context, from, to string) error {
	db, err := sqlitedb.OpenReader(from, sqlitedb.Access{Busy: sqlitedb.PeekWait, Immutable: true})
	if err != nil {
		return err
	}
	return errors.Join(sqlitedb.CopyDB(ctx, db, to), db.Close())
}

// compare counts what the ledger at path has and the copy has not.
func (r *Restored) compare(ctx context.Context, path, from string) error {
	if _, err := os.Stat(path); err != nil {
		return nil // there is none
	}
	had, err := states(ctx, path)
	if err != nil {
		r.Missing, r.Unsent = -1, -1
		return nil
	}
	has, err := states(ctx, from)
	if err != nil {
		return err
	}
	for id, state := range had {
		if _, known := has[id]; known {
			continue
		}
		r.Missing++
		if state.Waiting() {
			r.Unsent++
		}
	}
	return nil
}

// states are a ledger's activations.
func states(ctx context.Context, path string) (all map[siak.ActivationID]siak.State, err error) {
	db, err := ledger.PeekFile(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := ledger.OutboxRows(ctx, db)
	all = make(map[siak.ActivationID]siak.State, len(rows))
	for _, row := range rows {
		all[row.ID] = row.State
	}
	return all, err
}

// setAside renames a ledger, with its WAL, to a name that says when.
func setAside(path string, now time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	aside := path + ".before-" + now.UTC().Format("20060102T150405.000")
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	if err := os.Rename(path+"-wal", aside+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	return aside, sqlitedb.Remove(path + "-shm")
}
