package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"

	"ikd/station/store/internal/cache"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
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

// BeginWipe destroys the keys and the cache: on the registry's order, or on a
// supervisor's, where order is nil. It fails with [siak.KindNotAllowed], and
// with [siak.KindUnsentWork], having changed nothing, where activations wait that
// cannot be sealed to the registry because its key is not known: send them
// first. Afterwards only the outbox works, until Close.
func (s *Store) BeginWipe(ctx context.Context, order *siak.WipeOrder) error {
	const op = "wipe the station"
	if order == nil && s.me.Role != accounts.RoleSupervisor {
		return siak.E(op, fault.KindNotAllowed, nil)
	}
	var gone []accounts.Row
	err := s.ledger().Write(ctx, op, func(tx *sql.Tx) (err error) {
		if order == nil && s.keys.Locked() {
			return fault.ErrLocked
		}
		if err := s.escrowAll(ctx, tx); err != nil {
			return err
		}
		if gone, err = accounts.All(ctx, tx, s.o.Now()); err != nil {
			return err
		}
		return s.destroyKeys(ctx, tx, order)
	})
	if err != nil {
		return err
	}
	id, _ := sqlitedb.GetMeta(ctx, s.ledger().Reader, ledger.MetaFolder)
	for _, a := range gone {
		authenticator{s.ledger(), s.o}.laptopOf(id).Forget(a.Name, a.Wrap.Salt)
	}
	err = s.cacheLife.End(func() error { s.keys.ForgetCache(); return cache.Close(s.Cache) })
	copies, unlisted := folder.OtherLedgers(s.dir)
	err = errors.Join(err, unlisted, sqlitedb.Remove(copies...), folder.RemoveCache(s.dir), s.life.Exclusively(func() error { s.keys.ForgetData(); return nil }))
	s.ledger().TruncateWAL(ctx)
	return fault.Wrap(op, err)
}

// escrowAll seals what waits and is not sealed to the registry yet.
func (s *Store) escrowAll(ctx context.Context, tx *sql.Tx) error {
	bare, err := withoutEscrow(ctx, tx, s.keys)
	if err != nil {
		return err
	}
	for _, a := range bare {
		if ledger.Unreadable(a) {
			continue // lost before, and told by the plan
		}
		escrow, officer, err := ledger.EscrowFor(ctx, tx, a)
		if err != nil {
			return err
		}
		if escrow == nil {
			return siak.E("wipe the station", fault.KindUnsentWork, errors.New("activations wait, and the registry's key is not known: send them first"))
		}
		if _, err := tx.ExecContext(ctx, `UPDATE activations SET escrow = ?, escrow_officer = ? WHERE id = ?`, escrow, officer, a.ID[:]); err != nil {
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
	if err := sqlitedb.RemoveDB(filepath.Join(s.dir, folder.RecoveryCopy)); err != nil {
		return err
	}
	if err := audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActWipe, Subject: subject}); err != nil {
		return err
	}
	now := s.o.Now()
	if err := sqlitedb.PutMeta(ctx, tx, ledger.MetaWiped, codec.AppendUint(nil, uint64(codec.UnixNano(now)), 8)); err != nil {
		return err
	}
	if err := s.saveReport(ctx, tx, order, now); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM data_keys; DELETE FROM recovery_keys;
		UPDATE officers SET wrapped = x'', salt = x'', card = NULL, blob = NULL;
		UPDATE officer_keys SET sealed = NULL;
		DELETE FROM settings WHERE name = '`+string(ledger.SettingIdentity)+`'`)
	return err
}
