package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ikd/station/siak"
)

// A wipe goes so that nothing is lost silently and nothing is left to steal,
// wherever it is cut off:
//
//  1. [Store.BeginWipe] takes every account's keys out of the ledger, in one
//     transaction with its audit row, and removes the cache. From here on nobody
//     opens the folder again. The ledger's seal stays in memory.
//  2. The caller lets the outbox be sent, if the registry answers.
//  3. [FinishWipe] exports what could not be sent, sealed to the registry's key
//     since it was confirmed, and the audit, and removes the ledger. It needs no
//     key: where the program was killed before, it goes on with the folder.

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
	err = s.ledger().read("plan the wipe", func(db *sql.DB) error {
		_, known, err := readSealing(ctx, db)
		if err != nil {
			return err
		}
		if err := db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM officers),
			(SELECT count(*) FROM activations WHERE `+unsent+`)`).Scan(&p.Officers, &p.Waiting); err != nil {
			return err
		}
		bare, err := s.bare(ctx, db)
		if err != nil {
			return err
		}
		p.Lost = 0
		for _, a := range bare {
			if !known || unreadable(a) {
				p.Lost++
			}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	copies, err := ledgerCopies(s.dir)
	if err != nil {
		return p, fail("plan the wipe", err)
	}
	p.Copies = len(slices.DeleteFunc(copies, isSpare))
	f, err := s.Cache.Freshness(ctx)
	if siak.KindOf(err) == siak.KindLocked {
		err = nil
	}
	p.Residents = f.Residents
	return p, err
}

// bare are the unsent activations without an escrow, the unreadable ones with
// what stands in clear.
func (s *Store) bare(ctx context.Context, q rowsQuerier) ([]siak.Activation, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+outboxColumns+`, sealed FROM activations WHERE escrow IS NULL AND `+unsent)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []siak.Activation
	for rows.Next() {
		a, err := scanActivation(rows, s.keys)
		if err != nil && siak.KindOf(err) != siak.KindDamaged {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// BeginWipe destroys the keys and the cache: on the registry's order, or on a
// supervisor's, where order is nil. It fails with [siak.KindNotAllowed], and
// with [siak.KindRefused], having changed nothing, where activations wait that
// cannot be sealed to the registry because its key is not known: send them
// first. Afterwards only the outbox works, until Close.
func (s *Store) BeginWipe(ctx context.Context, order *siak.WipeOrder) error {
	const op = "wipe the station"
	if order == nil && s.me.Role != RoleSupervisor {
		return siak.E(op, siak.KindNotAllowed, nil)
	}
	var gone []account
	err := s.ledger().write(ctx, op, func(tx *sql.Tx) (err error) {
		if order == nil && s.keys.locked() {
			return errLocked
		}
		if err := s.escrowAll(ctx, tx); err != nil {
			return err
		}
		if gone, err = accounts(ctx, tx, s.o.Now()); err != nil {
			return err
		}
		return s.destroyKeys(ctx, tx, order)
	})
	if err != nil {
		return err
	}
	id, _ := getMeta(ctx, s.ledger().reader, metaFolder)
	for _, a := range gone {
		door{s.ledger(), s.o}.named(id).forget(a.Name, a.wrap.salt)
	}
	err = s.cacheLife.end(func() error { s.keys.forgetCache(); return s.Cache.file.close() })
	copies, unlisted := ledgerCopies(s.dir)
	err = errors.Join(err, unlisted, remove(copies...), removeCache(s.dir), s.life.alone(func() error { s.keys.forgetData(); return nil }))
	s.ledger().sweep(ctx)
	return fail(op, err)
}

// escrowAll seals what waits and is not sealed to the registry yet.
func (s *Store) escrowAll(ctx context.Context, tx *sql.Tx) error {
	bare, err := s.bare(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range bare {
		if unreadable(a) {
			continue // lost before, and told by the plan
		}
		escrow, err := escrowFor(ctx, tx, a)
		if err != nil {
			return err
		}
		if escrow == nil {
			return siak.E("wipe the station", siak.KindRefused, errors.New("activations wait, and the registry's key is not known: send them first"))
		}
		if _, err := tx.ExecContext(ctx, `UPDATE activations SET escrow = ? WHERE id = ?`, escrow, a.ID[:]); err != nil {
			return err
		}
	}
	return nil
}

// destroyKeys takes out all that opens anything.
func (s *Store) destroyKeys(ctx context.Context, tx *sql.Tx, order *siak.WipeOrder) error {
	subject := "by-supervisor"
	if order != nil {
		subject = "by-registry"
	}
	if err := removeDB(filepath.Join(s.dir, spareFile)); err != nil {
		return err
	}
	if err := s.Audit.add(ctx, tx, Event{Act: ActWipe, Subject: subject}); err != nil {
		return err
	}
	now := s.o.Now()
	if err := putMeta(ctx, tx, metaWiped, appendUint(nil, uint64(toDB(now)), 8)); err != nil {
		return err
	}
	if err := s.keepReport(ctx, tx, order, now); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM data_keys;
		UPDATE officers SET wrapped = x'', salt = x'', card = NULL;
		DELETE FROM settings WHERE name = '`+string(settingIdentity)+`'`)
	return err
}

// ledgerCopies are the files in a folder that hold another ledger.
func ledgerCopies(dir string) (paths []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		own := e.Name() == ledgerFile || e.Name() == ledgerFile+"-wal" || e.Name() == ledgerFile+"-shm"
		if strings.HasPrefix(e.Name(), "ledger.") && !own && !e.IsDir() {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// removeCache removes the cache with all that stands beside it, and the ballast.
func removeCache(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), cacheFile) || e.Name() == ballastFile {
			err = errors.Join(err, remove(filepath.Join(dir, e.Name())))
		}
	}
	syncDir(dir)
	return err
}
