// Package ledger is the officer's work: activations with their outbox, settings and
// preferences.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// Ledger is the officer's work. A call that returns nil has put it on the
// disk; one that fails has changed nothing.
type Ledger struct {
	file  *sqlitedb.File
	keys  *seal.Keys
	audit *audit.Log
	now   func() time.Time
}

// New is the officer's work in the ledger's file.
func New(f *sqlitedb.File, k *seal.Keys, audit *audit.Log, now func() time.Time) *Ledger {
	return &Ledger{file: f, keys: k, audit: audit, now: now}
}

// What is marked in the ledger.
const (
	MarkPresentation = "presentation"
	MarkRegistration = "registration"
)

// Confirm takes in what the officer confirmed: the activation, queued and due
// now, the mark that its presentation was used, and an audit row, in one
// transaction. State, reason, attempts and their times are the ledger's to set.
//
// It fails with [siak.KindReplayed] where the presentation was used before or
// the registration has an activation that was not rejected:
// [Ledger.Used] and [Ledger.OpenActivation] find the earlier one.
func (l *Ledger) Confirm(ctx context.Context, a siak.Activation) error {
	const op = "confirm an activation"
	if !identified(a) {
		return siak.E(op, fault.KindBadValue, errors.New("an ID or the NIK is missing"))
	}
	text, err := encodeActivation(a)
	if err != nil {
		return err
	}
	defer clear(text)
	return l.file.Write(ctx, op, func(tx *sql.Tx) error {
		err := l.insert(ctx, tx, a, text)
		if fault.IsUnique(err) {
			return siak.E(op, fault.KindReplayed, err)
		}
		return err
	})
}

// identified reports whether an activation names all that the ledger finds it by.
func identified(a siak.Activation) bool {
	return a.ID != siak.ActivationID{} && a.RegistrationID != "" && a.PresentationID != siak.PresentationID{} && !a.NIK.IsZero()
}

func (l *Ledger) insert(ctx context.Context, tx *sql.Tx, a siak.Activation, text []byte) error {
	if l.keys.Locked() {
		return fault.ErrLocked
	}
	used := l.keys.Marks(MarkPresentation, string(a.PresentationID[:]))
	open := l.keys.Marks(MarkRegistration, a.RegistrationID)
	if err := unusedBefore(ctx, tx, l.keys, used[1], open[1]); err != nil {
		return err
	}
	escrow, officer, err := EscrowFor(ctx, tx, a)
	if err != nil {
		return err
	}
	now := codec.UnixNano(l.now())
	if _, err := tx.ExecContext(ctx, `INSERT INTO used (presentation, activation) VALUES (?, ?)`, used[0], a.ID[:]); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO activations
		(id, registration, state, next_try, updated_at, confirmed_at, sealed, escrow, escrow_officer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID[:], open[0], siak.Queued, now, now, codec.UnixNano(a.ConfirmedAt),
		l.keys.LedgerSeal.Seal(ActivationPlace(a.ID), text, seal.ActivationBucket), escrow, officer); err != nil {
		return err
	}
	return audit.Add(ctx, tx, l.audit, audit.Event{
		Act: audit.ActConfirm, Officer: a.Officer, Activation: a.ID, Outcome: a.Outcome, State: siak.Queued, Offset: a.ClockOffset,
	})
}

// unusedBefore fails with [siak.KindReplayed] where a row of the epoch before
// has the mark: the file's own rule does not see that the two are the same.
func unusedBefore(ctx context.Context, tx *sql.Tx, k *seal.Keys, used, open []byte) error {
	if k.PreviousIndex.Key == nil {
		return nil
	}
	var known bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM used WHERE presentation = ?) OR
		EXISTS (SELECT 1 FROM activations WHERE registration = ? AND state <> 'rejected')`, used, open).Scan(&known)
	if err == nil && known {
		return siak.E("confirm an activation", fault.KindReplayed, nil)
	}
	return err
}

// Used finds the activation for which a presentation was used here; false
// where it was not. An activation whose row does not open is found with what
// stands in clear: ID, state, reason, attempts and times.
func (l *Ledger) Used(ctx context.Context, id siak.PresentationID) (siak.Activation, bool, error) {
	return l.find(ctx, `id IN (SELECT activation FROM used WHERE presentation IN (?, ?))`, MarkPresentation, string(id[:]))
}

// OpenActivation finds the activation of a registration that was not rejected;
// false where there is none. It finds an unreadable one as [Ledger.Used] does.
func (l *Ledger) OpenActivation(ctx context.Context, registrationID string) (siak.Activation, bool, error) {
	return l.find(ctx, `registration IN (?, ?) AND state <> 'rejected'`, MarkRegistration, registrationID)
}

// find gives the one activation for which a condition on a mark holds.
func (l *Ledger) find(ctx context.Context, where, label, value string) (a siak.Activation, found bool, err error) {
	err = l.file.Read("look an activation up", func(db *sql.DB) error {
		if l.keys.Locked() {
			return fault.ErrLocked
		}
		marks := l.keys.Marks(label, value)
		a, found, err = scanOne(l.keys, db.QueryRowContext(ctx, `SELECT `+Columns+`, sealed FROM activations WHERE `+where, marks[0], marks[1]))
		return err
	})
	return a, found, err
}

// scanOne reads one activation, an unreadable one with what stands in clear.
func scanOne(k *seal.Keys, row *sql.Row) (siak.Activation, bool, error) {
	a, err := ScanActivation(row, k)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return a, false, nil
	case err != nil && siak.KindOf(err) != fault.KindDamaged:
		return a, false, err
	default:
		return a, true, nil
	}
}
