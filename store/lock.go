package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
)

// Lock forgets the officer's keys until [Store.Unlock]: nobody is looked up, no
// code is judged to have been used, and nothing is confirmed. What was confirmed
// before goes on being sent: for that the ledger's seal and the station's own
// key stay in memory, see docs/security-keys.md. Locking twice is allowed. Where
// the lock cannot be written into the audit, as on a full disk, the keys are
// forgotten all the same; it fails with the reason, and [Store.Unlock] writes it
// with the time at which it was.
func (s *Store) Lock(ctx context.Context) error {
	const op = "lock the store"
	var was bool
	err := s.life.alone(func() error { was = s.keys.locked(); return nil })
	if err != nil || was {
		return err
	}
	at := s.o.Now()
	unwritten := s.Audit.Append(ctx, Event{Act: ActLock, At: at})
	err = errors.Join(
		s.cacheLife.pause(errLocked, func() error { s.keys.forgetCache(); return nil }),
		s.life.alone(func() error {
			s.keys.forgetData()
			if unwritten != nil {
				s.lockedAt = at
			}
			return nil
		}),
	)
	if s.ledger().readOnly {
		unwritten = nil // nothing is written, and the officer knows
	}
	return fail(op, errors.Join(err, unwritten))
}

// Locked reports whether the store is locked.
func (s *Store) Locked() (locked bool) {
	_ = s.life.during(func() error { locked = s.keys.locked(); return nil })
	return locked
}

// Unlock takes the keys back with the secret of the officer who locked the
// store; another one signs in anew. It fails as [Open] does.
func (s *Store) Unlock(ctx context.Context, secret []byte) error {
	const op = "unlock the store"
	d := door{s.ledger(), s.o}
	in, err := d.admit(ctx, s.me.Name, secret)
	if err != nil {
		return errors.Join(fail(op, err), s.sweepPorch(ctx))
	}
	if err := s.takeBack(ctx, in.keys); err != nil {
		in.keys.wipe()
		return fail(op, err)
	}
	if s.ledger().readOnly {
		return nil
	}
	err = s.ledger().write(ctx, op, func(tx *sql.Tx) error {
		if err := forgiven(ctx, tx, s.me.Name); err != nil {
			return err
		}
		if err := s.Audit.takeIn(ctx, tx, s.me.Name, 0); err != nil {
			return err
		}
		if !s.lockedAt.IsZero() {
			if err := s.Audit.add(ctx, tx, Event{Act: ActLock, At: s.lockedAt}); err != nil {
				return err
			}
		}
		return s.Audit.add(ctx, tx, Event{Act: ActUnlock})
	})
	if err != nil {
		return err
	}
	return s.life.alone(func() error { s.lockedAt = time.Time{}; return nil })
}

// sweepPorch takes failures into the audit at once: its key is there.
func (s *Store) sweepPorch(ctx context.Context) error {
	return s.ledger().write(ctx, "write the audit", func(tx *sql.Tx) error {
		return s.Audit.takeIn(ctx, tx, s.me.Name, 0)
	})
}

// takeBack puts new keys in the place of those that were forgotten.
func (s *Store) takeBack(ctx context.Context, k *keys) error {
	err := s.life.alone(func() error {
		if !s.keys.locked() && subtle.ConstantTimeCompare(s.keys.data, k.data) != 1 {
			return siak.E("unlock the store", siak.KindBusy, errors.New("its keys were changed meanwhile"))
		}
		s.keys.epoch, s.keys.data, s.keys.ledgerSeal, s.keys.ledgerIndex = k.epoch, k.data, k.ledgerSeal, k.ledgerIndex
		s.keys.beforeIndex, s.keys.beforeData = k.beforeIndex, k.beforeData
		return nil
	})
	if err != nil {
		return err
	}
	return s.cacheLife.pause(nil, func() error {
		file := s.Cache.file
		file.mu.RLock()
		defer file.mu.RUnlock()
		return openCacheKeys(ctx, s.keys, file.reader)
	})
}
