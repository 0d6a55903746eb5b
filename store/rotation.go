package store

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/store/internal/cache"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/seal"
)

// Key rotation. The data key changes when an account is disabled: who knew it shall
// not open what comes later, nor what is still there.
//
// Data keys are numbered by their epochs. A rotation begins in one transaction with
// the disabling: a new epoch, whose data key is handed to each account that stays.
// From then on everything new is sealed in it, and what is of the epoch before is
// opened, found and sealed anew by [Store.Rotate]: the ledger in small transactions,
// then the cache as a whole in a fresh file. A program that was killed goes on at its next Rotate. At the
// end the data key of the epoch before is deleted everywhere. SQLite overwrites
// what is deleted in the ledger (secure_delete) and the WAL is cut.

// Rotation is how far a key rotation is.
type Rotation struct {
	Running bool
	// Done and Of count activations and residents.
	Done, Of int
}

// errRotating is the answer to a second rotation before the first is done.
var errRotating = siak.E("rotate the data key", fault.KindKeyRotation, errors.New("the last rotation is not done"))

// begin begins a new epoch, for the accounts that stay.
func (s rotator) begin(ctx context.Context, tx *sql.Tx, data []byte) (epoch int64, err error) {
	r, err := accounts.ReadRotation(ctx, tx)
	if err != nil {
		return 0, err
	}
	if r.Before != 0 {
		return 0, errRotating
	}
	all, err := accounts.All(ctx, tx, s.o.Now())
	if err != nil {
		return 0, err
	}
	for _, a := range all {
		// One whose card does not hold is not given the key: a supervisor resets it.
		if a.Disabled || !a.Authentic(s.keys) {
			continue
		}
		if err := a.GiveDataKey(ctx, tx, r.Epoch+1, data); err != nil {
			return 0, err
		}
	}
	if err := s.giveRecoveryKeys(ctx, tx, r.Epoch+1, data); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE rotation SET epoch = ?, before = ?, settled = 0`, r.Epoch+1, r.Epoch); err != nil {
		return 0, err
	}
	return r.Epoch + 1, audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActRotate, Subject: "begin"})
}

// useKeys takes the new keys in memory, beside those of the epoch before.
func (s rotator) useKeys(data []byte, epoch int64) error {
	return s.life.Exclusively(func() error {
		next := seal.DeriveKeys(data)
		before := s.keys.LedgerSeal.Sealer
		s.keys.PreviousData, s.keys.PreviousIndex = s.keys.Data, s.keys.LedgerIndex
		s.keys.LedgerSeal = seal.RotatingSealer{Sealer: next.LedgerSeal.Sealer, Previous: &before}
		s.keys.Data, s.keys.LedgerIndex, s.keys.Epoch = next.Data, next.LedgerIndex, epoch
		clear(next.CacheIndex.Key)
		return nil
	})
}

// Rotating reports how far a key rotation is.
func (s *Store) Rotating(ctx context.Context) (p Rotation, err error) {
	err = s.ledger().Read("look at the key rotation", func(db *sql.DB) error {
		r, err := accounts.ReadRotation(ctx, db)
		p.Running = r.Before != 0
		return err
	})
	return p, err
}

// Rotate carries a key rotation on to its end, if one is running, or where so much
// was sealed that a new data key is due (see count.go); told
// is told how far it is and may be nil. It runs beside all other work and stops
// with ctx; the next Rotate goes on from there. It fails with [siak.KindLocked]
// while the store is locked.
func (s *Store) Rotate(ctx context.Context, told func(Rotation)) error {
	if told == nil {
		told = func(Rotation) {}
	}
	s.rotating.Lock()
	defer s.rotating.Unlock()
	if err := (rotator{s}).noteSeals(ctx, 0); err != nil {
		return err
	}
	return rotator{s}.run(ctx, told)
}

// rotator carries out the steps of a key rotation.
type rotator struct{ *Store }

// run seals everything anew that is of the epoch before, and ends that epoch.
func (s rotator) run(ctx context.Context, told func(Rotation)) error {
	p, err := s.Rotating(ctx)
	if err != nil || !p.Running {
		return err
	}
	p, err = s.extent(ctx)
	if err != nil {
		return err
	}
	told(p)
	for {
		n, more, err := s.resealActivations(ctx)
		if err != nil {
			return err
		}
		p.Done += n
		told(p)
		if !more {
			break
		}
	}
	if err := s.resealSettings(ctx); err != nil {
		return err
	}
	if err := s.resealCache(ctx, p, told); err != nil {
		return err
	}
	if err := s.end(ctx); err != nil {
		return err
	}
	told(Rotation{Done: p.Of, Of: p.Of})
	return nil
}

// extent is how much there is to do.
func (s rotator) extent(ctx context.Context) (Rotation, error) {
	p := Rotation{Running: true}
	err := s.ledger().Read("look at the key rotation", func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(seq <= (SELECT settled FROM rotation)), 0) FROM activations`).Scan(&p.Of, &p.Done)
	})
	if err != nil {
		return p, err
	}
	f, err := s.Cache.Freshness(ctx)
	p.Of += f.Residents
	return p, err
}

// resealCache seals the cache anew, unless that is done.
func (s rotator) resealCache(ctx context.Context, p Rotation, told func(Rotation)) error {
	var data []byte
	var is bool
	err := s.life.During(func() error {
		if s.keys.Locked() {
			return fault.ErrLocked
		}
		data = append(data, s.keys.Data...)
		return nil
	})
	if err != nil {
		return err
	}
	defer clear(data)
	if is, err = cache.SealedUnder(ctx, s.Cache, data); err != nil || is {
		return err
	}
	rest := p
	return cache.Reseal(ctx, s.Cache, data, func(done, _ int) {
		rest.Done = min(p.Done+done, p.Of)
		told(rest)
	})
}

// end deletes the data key of the epoch before.
func (s rotator) end(ctx context.Context) error {
	const op = "end the key rotation"
	err := s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		r, err := accounts.ReadRotation(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM data_keys WHERE epoch <> ?`, r.Epoch); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE rotation SET before = 0, settled = 0`); err != nil {
			return err
		}
		return audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActRotate, Subject: "end"})
	})
	if err != nil {
		return err
	}
	if err := s.life.Exclusively(func() error { s.keys.ForgetPrevious(); return nil }); err != nil {
		return err
	}
	recovery.WriteCopy(ctx, s.ledger())
	s.ledger().TruncateWAL(ctx)
	return nil
}
