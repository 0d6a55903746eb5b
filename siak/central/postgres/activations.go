package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/central"
)

const activationColumns = `id, station, registration, person, state, reason, code, code_until, received, submissions`

func scanActivation(scan func(...any) error) (a central.Activation, err error) {
	var id []byte
	var person *int64
	var until *time.Time
	err = scan(&id, &a.Station, &a.RegistrationID, &person, &a.State, &a.Reason, &a.Code, &until, &a.ReceivedAt, &a.Submissions)
	copy(a.ID[:], id)
	a.Person, a.CodeUntil, a.ReceivedAt = orZero(person), fromMoment(until), a.ReceivedAt.UTC()
	return a, err
}

// AddActivation adds one that came for the first time. It waits for who adds
// the same.
func (t *Tx) AddActivation(a central.Activation) (added bool, err error) {
	return t.touched(`INSERT INTO activations (`+activationColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
		a.ID[:], a.Station, a.RegistrationID, orNull(a.Person), string(a.State), string(a.Reason), a.Code,
		moment(a.CodeUntil), a.ReceivedAt, a.Submissions)
}

// CountSubmission finds an activation that came before.
func (t *Tx) CountSubmission(id siak.ActivationID) (central.Activation, bool, error) {
	return first(t, scanActivation,
		`UPDATE activations SET submissions = submissions + 1 WHERE id = $1 RETURNING `+activationColumns, id[:])
}

// Pending reports whether an activation of that person waits for its code.
func (t *Tx) Pending(person int64) (pending bool, err error) {
	_, err = t.one([]any{&pending}, `SELECT EXISTS (SELECT 1 FROM activations WHERE person = $1 AND state = 'accepted')`, person)
	return pending, err
}

// Latest is the last activation of a registration.
func (t *Tx) Latest(registrationID string) (central.Activation, bool, error) {
	return first(t, scanActivation, `SELECT `+activationColumns+` FROM activations
		WHERE registration = $1 ORDER BY (code <> '') DESC, received DESC LIMIT 1`, registrationID)
}

// Conclude moves an accepted activation on.
func (t *Tx) Conclude(id siak.ActivationID, s siak.State, r siak.Reason) (bool, error) {
	return t.touched(`UPDATE activations SET state = $2, reason = $3 WHERE id = $1 AND state = 'accepted'`,
		id[:], string(s), string(r))
}

// Overdue are accepted activations whose codes ran out by then.
func (t *Tx) Overdue(now time.Time, limit int) ([]central.Activation, error) {
	return list(t, scanActivation, `SELECT `+activationColumns+` FROM activations
		WHERE state = 'accepted' AND code_until <= $1 ORDER BY code_until LIMIT $2`, now, limit)
}

// ListActivations are all, in the order in which they came.
func (t *Tx) ListActivations() ([]central.Activation, error) {
	return list(t, scanActivation, `SELECT `+activationColumns+` FROM activations ORDER BY received, id`)
}
