package central

import (
	"context"
	"errors"
	"time"

	"ikd/station/siak"
)

// errAgain: another replica judged the same activation a moment ago.
var errAgain = errors.New("handed in elsewhere at the same time")

// Submit gives each submission its verdict, all in one transaction. The same id
// gets the same activation's verdict for ever; its state can only have travelled
// on. One that the storage refuses is held and does not hold up the others.
func (r *Registry) Submit(ctx context.Context, c Caller, subs []Submission) (verdicts []siak.Verdict, err error) {
	const op = "submit activation"
	if err := r.ExpireCodes(ctx); err != nil {
		return nil, err
	}
	now := r.o.Now()
	examined := make([]judgement, 0, len(subs))
	for _, sub := range subs {
		examined = append(examined, r.examine(c, sub, now))
	}
	var events []Event
	err = r.store.Write(ctx, func(tx Tx) error {
		verdicts, events = make([]siak.Verdict, 0, len(subs)), nil
		if err := tx.LockStation(c.ID); err != nil {
			return err
		}
		for _, j := range examined {
			v, isNew, err := r.submitOne(tx, c, j, now)
			if err != nil {
				return err
			}
			verdicts = append(verdicts, v)
			if isNew {
				events = append(events, Event{ID: v.ID, Station: c.ID, State: v.State, Reason: v.Reason})
			}
		}
		return nil
	})
	if err != nil {
		return nil, at(op, err)
	}
	for _, e := range events {
		r.announce(e)
	}
	return verdicts, nil
}

// submitOne gives one submission its verdict.
func (r *Registry) submitOne(tx Tx, c Caller, j judgement, now time.Time) (v siak.Verdict, isNew bool, err error) {
	v, known, err := earlier(tx, c, j.id)
	if err != nil || known {
		return v, false, err
	}
	err = tx.Try(func() error {
		if j, err = r.judge(tx, c, j, now); err != nil {
			return err
		}
		return r.keep(tx, c, j, now)
	})
	if errors.Is(err, errAgain) {
		v, _, err = earlier(tx, c, j.id)
		return v, false, err
	}
	if errors.Is(err, ErrRefused) {
		r.o.Log.Error("an activation was refused by the storage", "id", j.id.String(), "station", c.ID, "error", err)
		j = judgement{id: j.id}.held(siak.ReasonInternal)
		err = tx.Try(func() error { return r.keep(tx, c, j, now) })
	}
	return siak.Verdict{ID: j.id, State: j.state, Reason: j.reason}, true, err
}

// earlier is the verdict that the id has already. Another station that comes
// with the same id is told that its statement is bad, and nothing else.
func earlier(tx Tx, c Caller, id siak.ActivationID) (siak.Verdict, bool, error) {
	a, known, err := tx.CountSubmission(id)
	v := siak.Verdict{ID: id, State: a.State, Reason: a.Reason}
	if known && a.Station != c.ID {
		v.State, v.Reason = siak.Held, siak.ReasonBadStatement
	}
	return v, known, err
}

// keep writes the judgement down: the activation, the verdict, and the mail
// where it was accepted.
func (r *Registry) keep(tx Tx, c Caller, j judgement, now time.Time) error {
	a := Activation{
		ID: j.id, RegistrationID: j.claim.RegistrationID, Station: c.ID, State: j.state, Reason: j.reason,
		ReceivedAt: now, Submissions: 1, Person: j.person.ID,
	}
	if j.state == siak.Accepted {
		a.Code, a.CodeUntil = newCode(), now.Add(codeFor)
	}
	added, err := tx.AddActivation(a)
	if err != nil {
		return err
	}
	if !added {
		return errAgain
	}
	if j.state == siak.Accepted {
		err := tx.AddMail(a.ID, Mail{
			RegistrationID: a.RegistrationID, To: maskedAddress(j.person.Name), Code: a.Code, Sent: now,
		})
		if err != nil {
			return err
		}
	}
	return tx.AddVerdict(c.ID, siak.Verdict{ID: j.id, State: j.state, Reason: j.reason}, now)
}
