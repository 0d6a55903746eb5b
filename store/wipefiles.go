package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"ikd/station/siak"
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
	db, err := peek(ctx, dir)
	if siak.KindOf(err) == siak.KindNotSetUp {
		return false, nil
	}
	if err != nil {
		return false, fail("look at the wipe", err)
	}
	wiped, err := getMeta(ctx, db, metaWiped)
	return wiped != nil, fail("look at the wipe", errors.Join(err, db.Close()))
}

// FinishWipe exports what a wiped folder still has for the registry, and its
// audit, to files in the folder to, and removes everything else. The store must
// be closed. It may be called again until it succeeds. It fails with
// [siak.KindRefused] for a folder that was not wiped.
func FinishWipe(ctx context.Context, dir, to string) (out Exported, err error) {
	const op = "finish the wipe"
	wiped, err := WasWiped(ctx, dir)
	if err != nil {
		return out, err
	}
	if !wiped {
		return out, siak.E(op, siak.KindRefused, errors.New("the folder was not wiped"))
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return out, fail(op, err)
	}
	db, err := peek(ctx, dir)
	if err != nil {
		return out, fail(op, err)
	}
	out, err = exportWiped(ctx, db, to)
	if err = errors.Join(err, db.Close()); err != nil {
		return out, fail(op, err)
	}
	return out, fail(op, removeStation(dir))
}

func exportWiped(ctx context.Context, db *sql.DB, to string) (out Exported, err error) {
	f, err := escrows(ctx, db)
	if err != nil {
		return out, err
	}
	stamp := f.Wiped.Format("20060102-150405")
	if out.Activations = len(f.Activations); out.Activations > 0 {
		out.File = filepath.Join(to, "activations-"+stamp+".json")
		if err := writeDurably(out.File, func(w *json.Encoder) error { return w.Encode(f) }); err != nil {
			return out, err
		}
	}
	if err := out.report(ctx, db, to, stamp); err != nil {
		return out, err
	}
	out.Audit = filepath.Join(to, "audit-"+stamp+".jsonl")
	return out, writeDurably(out.Audit, func(w *json.Encoder) error { return exportRows(ctx, db, w) })
}

// escrows are the activations that the registry may not have.
func escrows(ctx context.Context, db *sql.DB) (siak.EscrowFile, error) {
	f := siak.EscrowFile{Format: siak.EscrowFormat}
	to, _, err := readSealing(ctx, db)
	if err != nil {
		return f, err
	}
	at, err := getMeta(ctx, db, metaWiped)
	if err != nil {
		return f, err
	}
	in := input{rest: at}
	f.Station, f.Wiped = to.Station, fromDB(int64(in.uint(8)))
	rows, err := db.QueryContext(ctx, `SELECT id, escrow FROM activations WHERE escrow IS NOT NULL AND `+unsent+` ORDER BY seq`)
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return f, err
		}
		e := siak.Escrow{Sealed: sealed}
		if copy(e.ID[:], id) != len(e.ID) {
			return f, damaged("read an activation", "its ID")
		}
		f.Activations = append(f.Activations, e)
	}
	return f, rows.Err()
}

// exportRows writes the audit without a store.
func exportRows(ctx context.Context, db bothQuerier, out *json.Encoder) error {
	rows, err := db.QueryContext(ctx, `SELECT seq, body, hash FROM audit ORDER BY seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r auditRow
		if err := rows.Scan(&r.seq, &r.body, &r.hash); err != nil {
			return err
		}
		if err := out.Encode(r.readable()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	head, err := readHead(ctx, db)
	if err != nil {
		return err
	}
	key, err := getMeta(ctx, db, stationKey)
	if err != nil {
		return err
	}
	return out.Encode(auditEnd{head.seq, hex.EncodeToString(head.hash), hex.EncodeToString(head.signature), hex.EncodeToString(key)})
}
