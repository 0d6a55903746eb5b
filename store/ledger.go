package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
)

// Ledger is the officer's work. A call that returns nil has put it on the
// disk; one that fails has changed nothing.
type Ledger struct {
	file  *file
	keys  *keys
	audit *Audit
	now   func() time.Time
}

// Marks hide the IDs of presentations and registrations.
func (l *Ledger) presentationMark(id string) []byte {
	return l.keys.ledgerIndex.mark("presentation", id)
}

func (l *Ledger) registrationMark(id string) []byte {
	return l.keys.ledgerIndex.mark("registration", id)
}

// Confirm takes in what the officer confirmed: the activation, queued and due
// now, the mark that its presentation was used, and an audit row, in one
// transaction. State, reason, attempts and their times are the ledger's to set.
//
// It fails with [siak.KindReplayed] where the presentation was used before or
// the registration has an activation that was not rejected:
// [Ledger.Used] and [Ledger.OpenActivation] find the earlier one.
func (l *Ledger) Confirm(ctx context.Context, a siak.Activation) error {
	const op = "confirm an activation"
	if !complete(a) {
		return siak.E(op, siak.KindMalformed, errors.New("an ID or the NIK is missing"))
	}
	text, err := encodeActivation(a)
	if err != nil {
		return err
	}
	defer clear(text)
	return l.file.write(ctx, op, func(tx *sql.Tx) error {
		err := l.insert(ctx, tx, a, text)
		if isUnique(err) {
			return siak.E(op, siak.KindReplayed, err)
		}
		return err
	})
}

// complete reports whether an activation names all that the ledger finds it by.
func complete(a siak.Activation) bool {
	return a.ID != siak.ActivationID{} && a.RegistrationID != "" && a.PresentationID != siak.PresentationID{} && !a.NIK.IsZero()
}

func (l *Ledger) insert(ctx context.Context, tx *sql.Tx, a siak.Activation, text []byte) error {
	now := toDB(l.now())
	if _, err := tx.ExecContext(ctx, `INSERT INTO used (presentation, activation) VALUES (?, ?)`,
		l.presentationMark(string(a.PresentationID[:])), a.ID[:]); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO activations
		(id, registration, state, next_try, updated_at, confirmed_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.ID[:], l.registrationMark(a.RegistrationID), siak.Queued, now, now, toDB(a.ConfirmedAt),
		l.keys.ledgerSeal.seal(activationPlace(a.ID), text, activationBucket)); err != nil {
		return err
	}
	return l.audit.add(ctx, tx, Event{
		Act: ActConfirm, Officer: a.Officer, Activation: a.ID, Outcome: a.Outcome, State: siak.Queued, Offset: a.ClockOffset,
	})
}

// Used finds the activation for which a presentation was used here; false
// where it was not. An activation whose row does not open is found with what
// stands in clear: ID, state, reason, attempts and times.
func (l *Ledger) Used(ctx context.Context, id siak.PresentationID) (siak.Activation, bool, error) {
	return l.find(ctx, `id = (SELECT activation FROM used WHERE presentation = ?)`, l.presentationMark, string(id[:]))
}

// OpenActivation finds the activation of a registration that was not rejected;
// false where there is none. It finds an unreadable one as [Ledger.Used] does.
func (l *Ledger) OpenActivation(ctx context.Context, registrationID string) (siak.Activation, bool, error) {
	return l.find(ctx, `registration = ? AND state <> 'rejected'`, l.registrationMark, registrationID)
}

// find gives the one activation for which a condition on a mark holds.
func (l *Ledger) find(ctx context.Context, where string, mark func(string) []byte, value string) (a siak.Activation, found bool, err error) {
	err = l.file.read("look an activation up", func(db *sql.DB) error {
		a, found, err = l.scanOne(db.QueryRowContext(ctx, `SELECT `+outboxColumns+`, sealed FROM activations WHERE `+where, mark(value)))
		return err
	})
	return a, found, err
}

// scanOne reads one activation, an unreadable one with what stands in clear.
func (l *Ledger) scanOne(row *sql.Row) (siak.Activation, bool, error) {
	a, err := scanActivation(row, l.keys)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return a, false, nil
	case err != nil && siak.KindOf(err) != siak.KindDamaged:
		return a, false, err
	default:
		return a, true, nil
	}
}
