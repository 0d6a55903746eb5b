package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
)

// Reasons that the store gives.
const (
	ReasonUnreadable = siak.ReasonUnreadable
	ReasonUnknown    = siak.ReasonUnknown
)

// WaitingSQL is the outbox in SQL.
const WaitingSQL = `state IN ('queued', 'sending')`

// Due is what is to be sent now, oldest first, at most limit of them:
// queued, or sending with no answer by the time of the next try. A row that
// does not open is put on hold with [ReasonUnreadable] and holds up no other.
func (l *Ledger) Due(ctx context.Context, now time.Time, limit int) ([]siak.Activation, error) {
	const op = "read the outbox"
	due, err := l.list(ctx, op, WaitingSQL+` AND next_try <= ? ORDER BY seq LIMIT ?`, codec.UnixNano(now), limit)
	if err != nil || !slices.ContainsFunc(due, Unreadable) {
		return due, err
	}
	err = l.file.Write(ctx, op, func(tx *sql.Tx) error {
		for _, a := range due {
			if !Unreadable(a) {
				continue
			}
			if _, err := l.settle(ctx, tx, siak.Verdict{ID: a.ID, State: siak.Held, Reason: ReasonUnreadable}); err != nil {
				return err
			}
		}
		return nil
	})
	return slices.DeleteFunc(due, Unreadable), err
}

// Unreadable reports whether only what stands in clear of an activation could
// be read: there is none without a NIK.
func Unreadable(a siak.Activation) bool { return a.NIK.IsZero() }

// list reads activations, the unreadable ones with what stands in clear.
func (l *Ledger) list(ctx context.Context, op, where string, args ...any) (all []siak.Activation, err error) {
	err = l.file.Read(op, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, `SELECT `+Columns+`, sealed FROM activations WHERE `+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			a, err := ScanActivation(rows, l.keys)
			if err != nil && siak.KindOf(err) != fault.KindDamaged {
				return err
			}
			all = append(all, a)
		}
		return rows.Err()
	})
	return all, err
}

// Attempt writes down, before anything is sent, that these are being sent and
// when to try again if no answer comes. Activations that wait no longer are
// left as they are.
func (l *Ledger) Attempt(ctx context.Context, ids []siak.ActivationID, nextTry time.Time) error {
	return l.updateEach(ctx, "write an attempt down", ids,
		`UPDATE activations SET state = 'sending', attempts = attempts + 1, next_try = ?, updated_at = ? WHERE id = ? AND `+WaitingSQL, nextTry)
}

// Retry puts back into the queue what could not be sent, until nextTry.
// Activations that wait no longer are left as they are.
func (l *Ledger) Retry(ctx context.Context, ids []siak.ActivationID, nextTry time.Time) error {
	return l.updateEach(ctx, "queue again", ids,
		`UPDATE activations SET state = 'queued', next_try = ?, updated_at = ? WHERE id = ? AND `+WaitingSQL, nextTry)
}

func (l *Ledger) updateEach(ctx context.Context, op string, ids []siak.ActivationID, update string, next time.Time) error {
	return l.file.Write(ctx, op, func(tx *sql.Tx) error {
		now := codec.UnixNano(l.now())
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, update, codec.UnixNano(next), now, id[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// NextDue is when the next activation falls due; false where none waits.
func (l *Ledger) NextDue(ctx context.Context) (at time.Time, any bool, err error) {
	err = l.file.Read("read the outbox", func(db *sql.DB) error {
		var next sql.NullInt64
		err := db.QueryRowContext(ctx, `SELECT min(next_try) FROM activations WHERE `+WaitingSQL).Scan(&next)
		at, any = codec.FromUnixNano(next.Int64), next.Valid
		return err
	})
	return at, any, err
}

// Waiting is how many activations the registry has not acknowledged.
func (l *Ledger) Waiting(ctx context.Context) (n int, err error) {
	err = l.file.Read("count the outbox", func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT count(*) FROM activations WHERE `+WaitingSQL).Scan(&n)
	})
	return n, err
}

// OutboxRow is what may be known of an activation without a passphrase.
type OutboxRow struct {
	ID          siak.ActivationID
	State       siak.State
	Reason      siak.Reason
	Attempts    int
	NextTry     time.Time // zero unless waiting
	UpdatedAt   time.Time
	ConfirmedAt time.Time
}

// Outbox lists all activations of a folder in the order of confirmation,
// without a passphrase and beside a program that has the folder open.
func Outbox(ctx context.Context, dir string) (all []OutboxRow, err error) {
	const op = "list the outbox"
	db, err := Peek(ctx, dir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer func() { err = fault.Wrap(op, errors.Join(err, db.Close())) }()
	return OutboxRows(ctx, db)
}
