package ledger

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
)

// The subjects of [ActUndo]: what was undone.
const (
	SubjectHold    = "hold"    // by Release
	SubjectConfirm = "confirm" // by GiveUp
)

// Held lists what is on hold, of any day, newest first; an unreadable one as
// [Ledger.Activations] does.
func (l *Ledger) Held(ctx context.Context) ([]siak.Activation, error) {
	return l.list(ctx, "list what is held", `state = 'held' ORDER BY seq DESC`)
}

// Release puts a held activation back into the queue, under its own ID and due
// now, with an audit row, and gives it as it is then. It fails with
// [siak.KindNotOnHold] where that cannot help ([siak.Reason.Retryable]) or where
// it is held no longer, and with [siak.KindNotFound].
func (l *Ledger) Release(ctx context.Context, id siak.ActivationID) (siak.Activation, error) {
	return l.unhold(ctx, "release an activation", siak.Reason.Retryable,
		siak.Verdict{ID: id, State: siak.Queued}, SubjectHold)
}

// GiveUp closes a held activation that will never get through
// ([siak.Reason.Renewable]), with an audit row, so that its registration can be
// confirmed anew; it is rejected then, with [siak.ReasonGivenUp]. It fails as
// [Ledger.Release] does.
func (l *Ledger) GiveUp(ctx context.Context, id siak.ActivationID) (siak.Activation, error) {
	return l.unhold(ctx, "close an activation", siak.Reason.Renewable,
		siak.Verdict{ID: id, State: siak.Rejected, Reason: siak.ReasonGivenUp}, SubjectConfirm)
}

// unhold moves an activation that is held for a reason that allows it.
func (l *Ledger) unhold(ctx context.Context, op string, allowed func(siak.Reason) bool, to siak.Verdict, subject string) (a siak.Activation, err error) {
	id := to.ID
	err = l.file.Write(ctx, op, func(tx *sql.Tx) error {
		var state siak.State
		var reason siak.Reason
		err := tx.QueryRowContext(ctx, `SELECT state, reason FROM activations WHERE id = ?`, id[:]).Scan(&state, &reason)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return siak.E(op, fault.KindNotFound, nil)
		case err != nil:
			return err
		case state != siak.Held || !allowed(reason):
			return siak.E(op, fault.KindNotOnHold, errors.New("it is "+string(state)))
		}
		now := codec.UnixNano(l.now())
		if _, err := tx.ExecContext(ctx, `UPDATE activations SET state = ?1, reason = ?2, next_try = ?3, updated_at = ?4,
			escrow = CASE WHEN ?5 THEN escrow END, escrow_officer = CASE WHEN ?5 THEN escrow_officer END WHERE id = ?6`,
			to.State, to.Reason, nextTry(to.State, now), now, to.State == siak.Queued, id[:]); err != nil {
			return err
		}
		if err := audit.Add(ctx, tx, l.audit, audit.Event{Act: audit.ActUndo, Activation: id, State: to.State, Reason: to.Reason, Subject: subject}); err != nil {
			return err
		}
		changed, err := byID(ctx, tx, l.keys, []siak.ActivationID{id})
		if err == nil {
			a = changed[0]
		}
		return err
	})
	return a, err
}

func nextTry(s siak.State, now int64) int64 {
	if s.Waiting() {
		return now
	}
	return 0
}
