package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
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
	err := s.life.Exclusively(func() error { was = s.keys.Locked(); return nil })
	if err != nil || was {
		return err
	}
	at := s.o.Now()
	unwritten := s.Audit.Append(ctx, audit.Event{Act: audit.ActLock, At: at})
	err = errors.Join(
		s.cacheLife.Pause(fault.ErrLocked, func() error { s.keys.ForgetCache(); return nil }),
		s.life.Exclusively(func() error {
			s.keys.ForgetData()
			clear(s.signing)
			s.signing = nil
			if unwritten != nil {
				s.lockedAt = at
			}
			return nil
		}),
	)
	if s.ledger().ReadOnly {
		unwritten = nil // nothing is written, and the officer knows
	}
	return fault.Wrap(op, errors.Join(err, unwritten))
}

// Locked reports whether the store is locked.
func (s *Store) Locked() (locked bool) {
	_ = s.life.During(func() error { locked = s.keys.Locked(); return nil })
	return locked
}

// Unlock takes the keys back with the secret of the officer who locked the
// store; another one signs in anew. It fails as [Open] does.
func (s *Store) Unlock(ctx context.Context, secret []byte) error {
	const op = "unlock the store"
	d := authenticator{s.ledger(), s.o}
	in, err := d.authenticate(ctx, s.me.Name, secret)
	if err != nil {
		return errors.Join(fault.Wrap(op, err), s.takePendingFailures(ctx))
	}
	if err := s.restoreKeys(ctx, in.keys); err != nil {
		in.keys.Wipe()
		return fault.Wrap(op, err)
	}
	if err := s.life.Exclusively(func() error { s.signing = in.signing; return nil }); err != nil {
		return err
	}
	if s.ledger().ReadOnly {
		return nil
	}
	err = s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if err := accounts.ForgetTries(ctx, tx, s.me.Name); err != nil {
			return err
		}
		if err := in.keepSigning(ctx, tx, s.keys); err != nil {
			return err
		}
		if err := audit.TakePending(ctx, tx, s.Audit, s.me.Name, 0); err != nil {
			return err
		}
		if !s.lockedAt.IsZero() {
			if err := audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActLock, At: s.lockedAt}); err != nil {
				return err
			}
		}
		if err := s.Laptop.saveBound(ctx, tx, in); err != nil {
			return err
		}
		return audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActUnlock})
	})
	if err := s.Laptop.boundNow(ctx, in, err); err != nil {
		return err
	}
	return s.life.Exclusively(func() error { s.lockedAt = time.Time{}; return nil })
}

// takePendingFailures takes failures into the audit at once: its key is there.
func (s *Store) takePendingFailures(ctx context.Context) error {
	return s.ledger().Write(ctx, "write the audit", func(tx *sql.Tx) error {
		return audit.TakePending(ctx, tx, s.Audit, s.me.Name, 0)
	})
}

// restoreKeys puts new keys in the place of those that were forgotten.
func (s *Store) restoreKeys(ctx context.Context, k *seal.Keys) error {
	err := s.life.Exclusively(func() error {
		if !s.keys.Locked() && subtle.ConstantTimeCompare(s.keys.Data, k.Data) != 1 {
			return siak.E("unlock the store", fault.KindBusy, errors.New("its keys were changed meanwhile"))
		}
		s.keys.Epoch, s.keys.Data, s.keys.LedgerSeal, s.keys.LedgerIndex = k.Epoch, k.Data, k.LedgerSeal, k.LedgerIndex
		s.keys.PreviousIndex, s.keys.PreviousData = k.PreviousIndex, k.PreviousData
		return nil
	})
	if err != nil {
		return err
	}
	return s.cacheLife.Pause(nil, func() error { return cache.RestoreKeys(ctx, s.Cache) })
}
