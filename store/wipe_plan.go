package store

import (
	"context"
	"database/sql"
	"slices"

	"ikd/station/store/internal/seal"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// WipePlan is what a wipe takes.
type WipePlan struct {
	Residents int // records of the cache
	Officers  int // accounts
	Waiting   int // activations that the registry may not have: sent, or exported for it
	// Lost are those of them that neither can be done with: their rows do not
	// open, and they were confirmed before the registry's key was known.
	Lost int
	// Copies are older ledgers in the folder, put aside by a restore or a rescue.
	// They go with the rest: the officers' keys are in them.
	Copies int
}

// unsent is in SQL what the registry may not have.
const unsent = `state IN ('queued', 'sending', 'held')`

// PlanWipe says what a wipe would take.
func (s *Store) PlanWipe(ctx context.Context) (p WipePlan, err error) {
	err = s.ledger().Read("plan the wipe", func(db *sql.DB) error {
		_, known, err := ledger.ReadSealing(ctx, db)
		if err != nil {
			return err
		}
		if err := db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM officers),
			(SELECT count(*) FROM activations WHERE `+unsent+`)`).Scan(&p.Officers, &p.Waiting); err != nil {
			return err
		}
		bare, err := withoutEscrow(ctx, db, s.keys)
		if err != nil {
			return err
		}
		p.Lost = 0
		for _, a := range bare {
			if !known || ledger.Unreadable(a) {
				p.Lost++
			}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	copies, err := folder.OtherLedgers(s.dir)
	if err != nil {
		return p, fault.Wrap("plan the wipe", err)
	}
	p.Copies = len(slices.DeleteFunc(copies, folder.IsRecoveryCopy))
	f, err := s.Cache.Freshness(ctx)
	if siak.KindOf(err) == fault.KindLocked {
		err = nil
	}
	p.Residents = f.Residents
	return p, err
}

// withoutEscrow are the unsent activations without an escrow, the unreadable ones with
// what stands in clear.
func withoutEscrow(ctx context.Context, q sqlitedb.RowsQuerier, k *seal.Keys) ([]siak.Activation, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+ledger.Columns+`, sealed FROM activations WHERE escrow IS NULL AND `+unsent)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []siak.Activation
	for rows.Next() {
		a, err := ledger.ScanActivation(rows, k)
		if err != nil && siak.KindOf(err) != fault.KindDamaged {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}
