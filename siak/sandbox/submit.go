package sandbox

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// submit gives each submission its verdict, each in a transaction of its own.
// The same id gets the same activation's verdict for ever; its state can only
// have travelled on.
func (s *Sandbox) submit(ctx context.Context, st *station, subs []Submission) ([]siak.Verdict, error) {
	if err := s.ExpireCodes(ctx); err != nil {
		return nil, err
	}
	verdicts := make([]siak.Verdict, 0, len(subs))
	for _, sub := range subs {
		v, err := s.submitOne(ctx, st, sub)
		if err != nil {
			return nil, storageError("submit activation", err)
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

func (s *Sandbox) submitOne(ctx context.Context, st *station, sub Submission) (v siak.Verdict, err error) {
	isNew := false
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		var known bool
		if v, known, err = s.earlier(ctx, tx, st, sub.ID); err != nil || known {
			return err
		}
		j, err := s.judge(ctx, tx, st, sub)
		if err != nil {
			return err
		}
		v, isNew = siak.Verdict{ID: sub.ID, State: j.state, Reason: j.reason}, true
		return s.keep(ctx, tx, st, sub.ID, j)
	})
	if err == nil && isNew {
		s.announce(Event{ID: v.ID, Station: st.id, State: v.State, Reason: v.Reason})
	}
	return v, err
}

// earlier is the verdict that the id has already. Another station that comes
// with the same id is told that its statement is bad, and nothing else.
func (s *Sandbox) earlier(ctx context.Context, tx *sql.Tx, st *station, id siak.ActivationID) (siak.Verdict, bool, error) {
	v := siak.Verdict{ID: id}
	var owner string
	err := tx.QueryRowContext(ctx, `UPDATE activations SET submissions = submissions + 1 WHERE id = ?
		RETURNING station, state, reason`, id[:]).Scan(&owner, &v.State, &v.Reason)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	if owner != st.id {
		v.State, v.Reason = siak.Held, siak.ReasonBadStatement
	}
	return v, err == nil, err
}

// keep writes the judgement down: the activation, the use of the code, the
// verdict, and the mail where it was accepted.
func (s *Sandbox) keep(ctx context.Context, tx *sql.Tx, st *station, id siak.ActivationID, j judgement) error {
	now := s.o.Now()
	code, until := "", int64(0)
	if j.state == siak.Accepted {
		code, until = newCode(), now.Add(codeFor).UnixNano()
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO activations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		id[:], st.id, j.claim.RegistrationID, sql.NullInt64{Int64: j.person.id, Valid: j.person.id != 0},
		j.state, j.reason, code, until, now.UnixNano())
	if err != nil {
		return err
	}
	if j.verified {
		_, err = tx.ExecContext(ctx, `INSERT INTO presentations VALUES (?, ?, ?, ?)`,
			j.claim.PresentationID[:], id[:], st.id, now.UnixNano())
		if err != nil {
			return err
		}
	}
	if j.state == siak.Accepted {
		if err := sendMail(ctx, tx, id, j, code, now); err != nil {
			return err
		}
	}
	return giveVerdict(ctx, tx, Event{ID: id, Station: st.id, State: j.state, Reason: j.reason}, now)
}
