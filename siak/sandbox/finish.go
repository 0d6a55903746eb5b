package sandbox

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
)

// Why a citizen's code did not make the IKD active. A code that ran out has
// [siak.ReasonCodeExpired].
const (
	ReasonWrongCode    siak.Reason = "wrong-code"
	ReasonNoActivation siak.Reason = "no-activation"
)

// Finish lets the citizen type the activation code into the app. The IKD is
// then active on that phone and the station gets its last verdict. Typing the
// right code again changes nothing.
func (s *Sandbox) Finish(ctx context.Context, registrationID, code string) (active bool, reason siak.Reason, err error) {
	if err := s.ExpireCodes(ctx); err != nil {
		return false, "", err
	}
	var done *Event
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		e, right, err := latest(ctx, tx, registrationID, code)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			reason = ReasonNoActivation
			return nil
		case err != nil:
			return err
		case e.State == siak.Rejected || e.State == siak.Held:
			reason = e.Reason
			return nil
		case !right:
			reason = ReasonWrongCode
			return nil
		}
		active = true
		if e.State == siak.Active {
			return nil
		}
		done = &Event{ID: e.ID, Station: e.Station, State: siak.Active}
		return s.activate(ctx, tx, registrationID, *done)
	})
	if err != nil {
		return false, "", storageError("finish activation", err)
	}
	if done != nil {
		s.announce(*done)
	}
	return active, reason, nil
}

// latest is the last activation of a registration that got a code, or else the
// last one; and whether the code is its.
func latest(ctx context.Context, tx *sql.Tx, registrationID, code string) (e Event, right bool, err error) {
	var id []byte
	var want string
	err = tx.QueryRowContext(ctx, `SELECT id, station, state, reason, code FROM activations
		WHERE registration = ? ORDER BY code <> '' DESC, received DESC LIMIT 1`, registrationID).
		Scan(&id, &e.Station, &e.State, &e.Reason, &want)
	copy(e.ID[:], id)
	return e, subtle.ConstantTimeCompare([]byte(code), []byte(want)) == 1, err
}

// activate binds the phone to the person, in the register too.
func (s *Sandbox) activate(ctx context.Context, tx *sql.Tx, registrationID string, e Event) error {
	r, err := registrationByID(ctx, tx, registrationID)
	if err != nil {
		return err
	}
	p, _, err := personWhere(ctx, tx, `id = ?`, r.person)
	if err != nil {
		return err
	}
	p.resident.ActivePhone = r.thumbprint
	if err := publish(ctx, tx, p); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE mails SET used = 1 WHERE activation = ?`, e.ID[:]); err != nil {
		return err
	}
	return s.conclude(ctx, tx, e)
}

// conclude moves an activation to its last state.
func (s *Sandbox) conclude(ctx context.Context, tx *sql.Tx, e Event) error {
	_, err := tx.ExecContext(ctx, `UPDATE activations SET state = ?, reason = ? WHERE id = ?`, e.State, e.Reason, e.ID[:])
	if err != nil {
		return err
	}
	return giveVerdict(ctx, tx, e, s.o.Now())
}

// ExpireCodes rejects the activations whose citizens did not finish in time.
// Every call that could notice does it first.
func (s *Sandbox) ExpireCodes(ctx context.Context) error {
	const op = "expire codes"
	now := s.o.Now()
	due, err := overdue(ctx, s.db.reader, now)
	if err != nil || len(due) == 0 {
		return storageError(op, err)
	}
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		if due, err = overdue(ctx, tx, now); err != nil { // again: now nobody else writes
			return err
		}
		for _, e := range due {
			if err := s.conclude(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return storageError(op, err)
	}
	for _, e := range due {
		s.announce(e)
	}
	return nil
}

func overdue(ctx context.Context, q querier, now time.Time) ([]Event, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, station FROM activations
		WHERE state = 'accepted' AND code_until <= ?`, now.UnixNano())
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var due []Event
	for rows.Next() {
		e := Event{State: siak.Rejected, Reason: siak.ReasonCodeExpired}
		var id []byte
		if err := rows.Scan(&id, &e.Station); err != nil {
			return nil, err
		}
		copy(e.ID[:], id)
		due = append(due, e)
	}
	return due, rows.Err()
}
