package store

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// The data key changes when an account is disabled: who knew it shall not open
// what comes later, nor what is still there.
//
// The change begins in one transaction with the disabling: a new epoch, whose
// data key is handed to each account that stays. From then on everything new is
// sealed in it, and what is of the epoch before is opened, found and sealed anew
// by [Store.Rotate]: the ledger in small transactions, then the cache as a whole
// in a fresh file. A program that was killed goes on at its next Rotate. At the
// end the data key of the epoch before is deleted everywhere. SQLite overwrites
// what is deleted in the ledger (secure_delete) and the WAL is cut.

// Rotation is how far a change of the data key is.
type Rotation struct {
	Running bool
	// Done and Of count activations and residents.
	Done, Of int
}

// errTurning is the answer to a second change before the first is done.
var errTurning = siak.E("change the data key", siak.KindBusy, errors.New("the last change is not done"))

// turn begins a new epoch, for the accounts that stay.
func (s *Store) turn(ctx context.Context, tx *sql.Tx, data []byte) (epoch int64, err error) {
	r, err := readRotation(ctx, tx)
	if err != nil {
		return 0, err
	}
	if r.before != 0 {
		return 0, errTurning
	}
	all, err := accounts(ctx, tx, s.o.Now())
	if err != nil {
		return 0, err
	}
	for _, a := range all {
		// One whose card does not hold is not given the key: a supervisor resets it.
		if a.Disabled || !a.proven(s.keys) {
			continue
		}
		if err := a.give(ctx, tx, r.epoch+1, data); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE rotation SET epoch = ?, before = ?, settled = 0`, r.epoch+1, r.epoch); err != nil {
		return 0, err
	}
	return r.epoch + 1, s.Audit.add(ctx, tx, Event{Act: ActRotate, Subject: "begin"})
}

// turned takes the new keys in memory, beside those of the epoch before.
func (s *Store) turned(data []byte, epoch int64) error {
	return s.life.alone(func() error {
		next := deriveKeys(data)
		before := s.keys.ledgerSeal.sealer
		s.keys.beforeData, s.keys.beforeIndex = s.keys.data, s.keys.ledgerIndex
		s.keys.ledgerSeal = epochSealer{sealer: next.ledgerSeal.sealer, before: &before}
		s.keys.data, s.keys.ledgerIndex, s.keys.epoch = next.data, next.ledgerIndex, epoch
		clear(next.cacheIndex.key)
		return nil
	})
}

// Rotating reports how far a change of the data key is.
func (s *Store) Rotating(ctx context.Context) (p Rotation, err error) {
	err = s.ledger().read("look at the change of the data key", func(db *sql.DB) error {
		r, err := readRotation(ctx, db)
		p.Running = r.before != 0
		return err
	})
	return p, err
}

// Rotate carries a change of the data key on to its end, if one is running; told
// is told how far it is and may be nil. It runs beside all other work and stops
// with ctx; the next Rotate goes on from there. It fails with [siak.KindLocked]
// while the store is locked.
func (s *Store) Rotate(ctx context.Context, told func(Rotation)) error {
	if told == nil {
		told = func(Rotation) {}
	}
	s.rotating.Lock()
	defer s.rotating.Unlock()
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
		n, more, err := s.resealSome(ctx)
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
	if err := s.endRotation(ctx); err != nil {
		return err
	}
	told(Rotation{Done: p.Of, Of: p.Of})
	return nil
}

// extent is how much there is to do.
func (s *Store) extent(ctx context.Context) (Rotation, error) {
	p := Rotation{Running: true}
	err := s.ledger().read("look at the change of the data key", func(db *sql.DB) error {
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
func (s *Store) resealCache(ctx context.Context, p Rotation, told func(Rotation)) error {
	var data []byte
	var is bool
	err := s.life.during(func() error {
		if s.keys.locked() {
			return errLocked
		}
		data = append(data, s.keys.data...)
		return nil
	})
	if err != nil {
		return err
	}
	defer clear(data)
	if is, err = s.Cache.isOf(ctx, data); err != nil || is {
		return err
	}
	rest := p
	return s.Cache.reseal(ctx, data, func(done, _ int) {
		rest.Done = min(p.Done+done, p.Of)
		told(rest)
	})
}

// endRotation deletes the data key of the epoch before.
func (s *Store) endRotation(ctx context.Context) error {
	const op = "end the change of the data key"
	err := s.ledger().write(ctx, op, func(tx *sql.Tx) error {
		r, err := readRotation(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM data_keys WHERE epoch <> ?`, r.epoch); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE rotation SET before = 0, settled = 0`); err != nil {
			return err
		}
		return s.Audit.add(ctx, tx, Event{Act: ActRotate, Subject: "end"})
	})
	if err != nil {
		return err
	}
	if err := s.life.alone(func() error { s.keys.forgetBefore(); return nil }); err != nil {
		return err
	}
	keepSpare(ctx, s.ledger())
	s.ledger().sweep(ctx)
	return nil
}
