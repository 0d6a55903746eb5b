package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"ikd/station/store/internal/audit"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// Exported is what a wipe left.
type Exported struct {
	Activations int // 0: all were sent, and there is no file of them
	// File has the activations, for the registry alone (siak.EscrowFile); Audit
	// has the audit as [Store.ExportAudit] writes it; Report says that the station
	// was wiped, see [WipeReport], for a registry that did not hear it from the
	// program. They stand in the folder that was named.
	File, Audit, Report string
	// Order is the registry's, nil where a supervisor wiped.
	Order *siak.WipeOrder
}

// WasWiped reports whether a folder's keys are gone and [FinishWipe] is to be
// called.
func WasWiped(ctx context.Context, dir string) (bool, error) {
	db, err := ledger.Peek(ctx, dir)
	if siak.KindOf(err) == fault.KindNotSetUp {
		return false, nil
	}
	if err != nil {
		return false, fault.Wrap("look at the wipe", err)
	}
	wiped, err := sqlitedb.GetMeta(ctx, db, ledger.MetaWiped)
	return wiped != nil, fault.Wrap("look at the wipe", errors.Join(err, db.Close()))
}

// FinishWipe exports what a wiped folder still has for the registry, and its
// audit, to files in the folder to, and removes everything else. The store must
// be closed. It may be called again until it succeeds. It fails with
// [siak.KindNotWiped] for a folder that was not wiped.
func FinishWipe(ctx context.Context, dir, to string) (out Exported, err error) {
	const op = "finish the wipe"
	wiped, err := WasWiped(ctx, dir)
	if err != nil {
		return out, err
	}
	if !wiped {
		return out, siak.E(op, fault.KindNotWiped, nil)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return out, fault.Wrap(op, err)
	}
	db, err := ledger.Peek(ctx, dir)
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	out, err = exportWiped(ctx, db, to)
	if err = errors.Join(err, db.Close()); err != nil {
		return out, fault.Wrap(op, err)
	}
	return out, fault.Wrap(op, folder.RemoveStation(dir))
}

func exportWiped(ctx context.Context, db *sql.DB, to string) (out Exported, err error) {
	f, err := escrows(ctx, db)
	if err != nil {
		return out, err
	}
	stamp := f.Wiped.Format("20060102-150405")
	if out.Activations = len(f.Activations); out.Activations > 0 {
		out.File = filepath.Join(to, "activations-"+stamp+".json")
		if err := sqlitedb.WriteJSON(out.File, func(w *json.Encoder) error { return w.Encode(f) }); err != nil {
			return out, err
		}
	}
	if err := out.report(ctx, db, to, stamp); err != nil {
		return out, err
	}
	out.Audit = filepath.Join(to, "audit-"+stamp+".jsonl")
	return out, sqlitedb.WriteJSON(out.Audit, func(w *json.Encoder) error { return audit.WriteRows(ctx, db, w) })
}

// escrows are the activations that the registry may not have.
func escrows(ctx context.Context, db *sql.DB) (siak.EscrowFile, error) {
	f := siak.EscrowFile{Format: siak.EscrowFormat}
	to, _, err := ledger.ReadSealing(ctx, db)
	if err != nil {
		return f, err
	}
	at, err := sqlitedb.GetMeta(ctx, db, ledger.MetaWiped)
	if err != nil {
		return f, err
	}
	in := codec.Reader{Rest: at}
	f.Station, f.Wiped = to.Station, codec.FromUnixNano(int64(in.Uint(8)))
	rows, err := db.QueryContext(ctx, `SELECT id, escrow, escrow_officer FROM activations WHERE escrow IS NOT NULL AND `+unsent+` ORDER BY seq`)
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, sealed, officer []byte
		if err := rows.Scan(&id, &sealed, &officer); err != nil {
			return f, err
		}
		e := siak.Escrow{Sealed: sealed, Officer: officer}
		if copy(e.ID[:], id) != len(e.ID) {
			return f, fault.Damaged("read an activation", "its ID")
		}
		f.Activations = append(f.Activations, e)
	}
	return f, rows.Err()
}
