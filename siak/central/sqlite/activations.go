package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/central"
)

const activationColumns = `id, station, registration, coalesce(person, 0), state, reason, code, code_until, received, submissions`

func scanActivation(scan func(...any) error) (a central.Activation, err error) {
	var id []byte
	var until, received int64
	err = scan(&id, &a.Station, &a.RegistrationID, &a.Person, &a.State, &a.Reason, &a.Code, &until, &received, &a.Submissions)
	copy(a.ID[:], id)
	a.CodeUntil, a.ReceivedAt = fromNanos(until), fromNanos(received)
	return a, err
}

func (t *Tx) activations(query string, args ...any) ([]central.Activation, error) {
	return list(t, scanActivation, query, args...)
}

func (t *Tx) activation(query string, args ...any) (central.Activation, bool, error) {
	found, err := t.activations(query, args...)
	if err != nil || len(found) == 0 {
		return central.Activation{}, false, err
	}
	return found[0], true, nil
}

// AddActivation adds one that came for the first time.
func (t *Tx) AddActivation(a central.Activation) (added bool, err error) {
	return t.touched(`INSERT INTO activations (id, station, registration, person, state, reason, code, code_until, received, submissions)
		VALUES (?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		a.ID[:], a.Station, a.RegistrationID, a.Person, a.State, a.Reason, a.Code, nanos(a.CodeUntil), nanos(a.ReceivedAt), a.Submissions)
}

// CountSubmission finds an activation that came before.
func (t *Tx) CountSubmission(id siak.ActivationID) (central.Activation, bool, error) {
	return t.activation(`UPDATE activations SET submissions = submissions + 1 WHERE id = ? RETURNING `+activationColumns, id[:])
}

// Pending reports whether an activation of that person waits for its code.
func (t *Tx) Pending(person int64) (pending bool, err error) {
	_, err = t.one([]any{&pending}, `SELECT EXISTS (SELECT 1 FROM activations WHERE person = ? AND state = 'accepted')`, person)
	return pending, err
}

// Latest is the last activation of a registration.
func (t *Tx) Latest(registrationID string) (central.Activation, bool, error) {
	return t.activation(`SELECT `+activationColumns+` FROM activations
		WHERE registration = ? ORDER BY code <> '' DESC, received DESC LIMIT 1`, registrationID)
}

// Conclude moves an accepted activation on.
func (t *Tx) Conclude(id siak.ActivationID, s siak.State, r siak.Reason) (bool, error) {
	return t.touched(`UPDATE activations SET state = ?, reason = ? WHERE id = ? AND state = 'accepted'`, s, r, id[:])
}

// Overdue are accepted activations whose codes ran out by then.
func (t *Tx) Overdue(now time.Time, limit int) ([]central.Activation, error) {
	return t.activations(`SELECT `+activationColumns+` FROM activations
		WHERE state = 'accepted' AND code_until <= ? ORDER BY code_until LIMIT ?`, nanos(now), limit)
}

// ListActivations are all, in the order in which they came.
func (t *Tx) ListActivations() ([]central.Activation, error) {
	return t.activations(`SELECT ` + activationColumns + ` FROM activations ORDER BY received, id`)
}
