package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

const activationColumns = `id, station, registration, coalesce(person, 0), state, reason, code, code_until, received, submissions`

func scanActivation(scan func(...any) error) (a server.Activation, err error) {
	var id []byte
	var until, received int64
	err = scan(&id, &a.Station, &a.RegistrationID, &a.Person, &a.State, &a.Reason, &a.Code, &until, &received, &a.Submissions)
	copy(a.ID[:], id)
	a.CodeUntil, a.ReceivedAt = fromNanos(until), fromNanos(received)
	return a, err
}

func (t activationsTx) activations(query string, args ...any) ([]server.Activation, error) {
	return list(t.conn, scanActivation, query, args...)
}

func (t activationsTx) activation(query string, args ...any) (server.Activation, bool, error) {
	found, err := t.activations(query, args...)
	if err != nil || len(found) == 0 {
		return server.Activation{}, false, err
	}
	return found[0], true, nil
}

// AddActivations adds some that came for the first time.
func (t activationsTx) AddActivations(as ...server.Activation) (all bool, err error) {
	for _, a := range as {
		if added, err := t.addActivation(a); err != nil || !added {
			return false, err
		}
	}
	return true, nil
}

func (t activationsTx) addActivation(a server.Activation) (added bool, err error) {
	return t.touched(`INSERT INTO activations (id, station, registration, person, state, reason, code, code_until, received, submissions)
		VALUES (?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		a.ID[:], a.Station, a.RegistrationID, a.Person, a.State, a.Reason, a.Code, nanos(a.CodeUntil), nanos(a.ReceivedAt), a.Submissions)
}

// RejudgeActivation judges anew what is held.
func (t activationsTx) RejudgeActivation(a server.Activation) (bool, error) {
	return t.touched(`UPDATE activations SET registration = ?, person = nullif(?, 0), state = ?, reason = ?, code = ?, code_until = ?
		WHERE id = ? AND state = 'held'`, a.RegistrationID, a.Person, a.State, a.Reason, a.Code, nanos(a.CodeUntil), a.ID[:])
}

// CountSubmissions finds those that came before.
func (t activationsTx) CountSubmissions(ids ...siak.ActivationID) (map[siak.ActivationID]server.Activation, error) {
	found := map[siak.ActivationID]server.Activation{}
	for _, id := range ids {
		a, known, err := t.activation(`UPDATE activations SET submissions = submissions + 1 WHERE id = ? RETURNING `+activationColumns, id[:])
		if err != nil {
			return nil, err
		}
		if known {
			found[id] = a
		}
	}
	return found, nil
}

// Pending are those of whom an activation waits for its code.
func (t activationsTx) Pending(people ...int64) (map[int64]bool, error) {
	pending := map[int64]bool{}
	for _, person := range people {
		var waits bool
		if _, err := t.one([]any{&waits}, `SELECT EXISTS (SELECT 1 FROM activations WHERE person = ? AND state = 'accepted')`, person); err != nil {
			return nil, err
		}
		pending[person] = waits
	}
	return pending, nil
}

// Latest is the last activation of a registration.
func (t activationsTx) Latest(registrationID string) (server.Activation, bool, error) {
	return t.activation(`SELECT `+activationColumns+` FROM activations
		WHERE registration = ? ORDER BY code <> '' DESC, received DESC LIMIT 1`, registrationID)
}

// Conclude moves an accepted activation on.
func (t activationsTx) Conclude(id siak.ActivationID, s siak.State, r siak.Reason) (bool, error) {
	return t.touched(`UPDATE activations SET state = ?, reason = ? WHERE id = ? AND state = 'accepted'`, s, r, id[:])
}

// Overdue are accepted activations whose codes ran out by then.
func (t activationsTx) Overdue(now time.Time, limit int) ([]server.Activation, error) {
	return t.activations(`SELECT `+activationColumns+` FROM activations
		WHERE state = 'accepted' AND code_until <= ? ORDER BY code_until LIMIT ?`, nanos(now), limit)
}

// ListActivations are all, in the order in which they came.
func (t activationsTx) ListActivations() ([]server.Activation, error) {
	return t.activations(`SELECT ` + activationColumns + ` FROM activations ORDER BY received, id`)
}
