package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

const activationColumns = `id, station, registration, person, state, reason, code, code_until, received, submissions`

func scanActivation(scan func(...any) error) (a server.Activation, err error) {
	var id []byte
	var person *int64
	var until *time.Time
	err = scan(&id, &a.Station, &a.RegistrationID, &person, &a.State, &a.Reason, &a.Code, &until, &a.ReceivedAt, &a.Submissions)
	copy(a.ID[:], id)
	a.Person, a.CodeUntil, a.ReceivedAt = orZero(person), fromMoment(until), a.ReceivedAt.UTC()
	return a, err
}

// AddActivations adds some that came for the first time. It waits for who adds
// the same.
func (t activationsTx) AddActivations(as ...server.Activation) (all bool, err error) {
	var c struct {
		ids                                               [][]byte
		stations, registrations, states, reasons, secrets []string
		people                                            []*int64
		until                                             []*time.Time
		received                                          []time.Time
		submissions                                       []int
	}
	for _, a := range as {
		c.ids = append(c.ids, a.ID[:])
		c.stations, c.registrations = append(c.stations, a.Station), append(c.registrations, a.RegistrationID)
		c.states, c.reasons, c.secrets = append(c.states, string(a.State)), append(c.reasons, string(a.Reason)), append(c.secrets, a.Code)
		c.people, c.until = append(c.people, orNull(a.Person)), append(c.until, moment(a.CodeUntil))
		c.received, c.submissions = append(c.received, a.ReceivedAt), append(c.submissions, a.Submissions)
	}
	added, err := list(t.conn, scanNothing, `INSERT INTO activations (`+activationColumns+`)
		SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
			$8::timestamptz[], $9::timestamptz[], $10::integer[]) ON CONFLICT (id) DO NOTHING RETURNING 1`,
		c.ids, c.stations, c.registrations, c.people, c.states, c.reasons, c.secrets, c.until, c.received, c.submissions)
	return len(added) == len(as), err
}

func scanNothing(scan func(...any) error) (n int, err error) { return n, scan(&n) }

// RejudgeActivation judges anew what is held.
func (t activationsTx) RejudgeActivation(a server.Activation) (bool, error) {
	return t.touched(`UPDATE activations SET registration = $1, person = $2, state = $3, reason = $4, code = $5, code_until = $6
		WHERE id = $7 AND state = 'held'`, a.RegistrationID, orNull(a.Person), string(a.State), string(a.Reason), a.Code, moment(a.CodeUntil), a.ID[:])
}

// CountSubmissions finds those that came before.
func (t activationsTx) CountSubmissions(ids ...siak.ActivationID) (map[siak.ActivationID]server.Activation, error) {
	raw := make([][]byte, len(ids))
	for i := range ids {
		raw[i] = ids[i][:]
	}
	found, err := list(t.conn, scanActivation,
		`UPDATE activations SET submissions = submissions + 1 WHERE id = ANY($1) RETURNING `+activationColumns, raw)
	all := make(map[siak.ActivationID]server.Activation, len(found))
	for _, a := range found {
		all[a.ID] = a
	}
	return all, err
}

// Pending are those of whom an activation waits for its code.
func (t activationsTx) Pending(people ...int64) (map[int64]bool, error) {
	pending := map[int64]bool{}
	return pending, t.ask(func(scan func(...any) error) error {
		var person int64
		err := scan(&person)
		pending[person] = true
		return err
	}, `SELECT person FROM activations WHERE person = ANY($1) AND state = 'accepted'`, people)
}

// Latest is the last activation of a registration.
func (t activationsTx) Latest(registrationID string) (server.Activation, bool, error) {
	return first(t.conn, scanActivation, `SELECT `+activationColumns+` FROM activations
		WHERE registration = $1 ORDER BY (code <> '') DESC, received DESC LIMIT 1`, registrationID)
}

// Conclude moves an accepted activation on.
func (t activationsTx) Conclude(id siak.ActivationID, s siak.State, r siak.Reason) (bool, error) {
	return t.touched(`UPDATE activations SET state = $2, reason = $3 WHERE id = $1 AND state = 'accepted'`,
		id[:], string(s), string(r))
}

// Overdue are accepted activations whose codes ran out by then.
func (t activationsTx) Overdue(now time.Time, limit int) ([]server.Activation, error) {
	return list(t.conn, scanActivation, `SELECT `+activationColumns+` FROM activations
		WHERE state = 'accepted' AND code_until <= $1 ORDER BY code_until LIMIT $2`, now, limit)
}

// ListActivations are all, in the order in which they came.
func (t activationsTx) ListActivations() ([]server.Activation, error) {
	return list(t.conn, scanActivation, `SELECT `+activationColumns+` FROM activations ORDER BY received, id`)
}
