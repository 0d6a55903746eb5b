package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

const requestColumns = `id, kind, station, officer, coalesce(person, 0), registration, why, done, reason, code_sent, at`

func scanRequest(scan func(...any) error) (q server.Request, err error) {
	var id []byte
	var at time.Time
	err = scan(&id, &q.Kind, &q.Station, &q.Officer, &q.Person, &q.Registration, &q.Why,
		&q.Answer.Done, &q.Answer.Reason, &q.Answer.CodeSent, &at)
	copy(q.ID[:], id)
	q.At = at.UTC()
	return q, err
}

// AddRequest keeps one that was answered.
func (t requestsTx) AddRequest(q server.Request) error {
	t.later(`INSERT INTO requests (id, kind, station, officer, person, registration, why, done, reason, code_sent, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		q.ID[:], string(q.Kind), q.Station, q.Officer, orNull(q.Person), q.Registration, q.Why,
		q.Answer.Done, string(q.Answer.Reason), q.Answer.CodeSent, q.At)
	return nil
}

// Request finds one.
func (t requestsTx) Request(id siak.RequestID) (server.Request, bool, error) {
	return first(t.conn, scanRequest, `SELECT `+requestColumns+` FROM requests WHERE id = $1`, id[:])
}

// ListRequests are a station's, oldest first.
func (t requestsTx) ListRequests(station string) ([]server.Request, error) {
	return list(t.conn, scanRequest, `SELECT `+requestColumns+` FROM requests WHERE station = $1 ORDER BY at, id`, station)
}

// SetEmail keeps a registration's address.
func (t requestsTx) SetEmail(registrationID string, address siak.Email) error {
	t.later(`INSERT INTO emails (registration, address) VALUES ($1, $2)
		ON CONFLICT (registration) DO UPDATE SET address = excluded.address`, registrationID, string(address))
	return nil
}

// Email is a registration's corrected address.
func (t requestsTx) Email(registrationID string) (siak.Email, error) {
	var address string
	_, err := t.one([]any{&address}, `SELECT address FROM emails WHERE registration = $1`, registrationID)
	return siak.Email(address), err
}
