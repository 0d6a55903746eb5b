package sqlite

import (
	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

const requestColumns = `id, kind, station, officer, coalesce(person, 0), registration, why, done, reason, code_sent, at`

func scanRequest(scan func(...any) error) (q server.Request, err error) {
	var id []byte
	var at int64
	err = scan(&id, &q.Kind, &q.Station, &q.Officer, &q.Person, &q.Registration, &q.Why,
		&q.Answer.Done, &q.Answer.Reason, &q.Answer.CodeSent, &at)
	copy(q.ID[:], id)
	q.At = fromNanos(at)
	return q, err
}

// AddRequest keeps one that was answered.
func (t requestsTx) AddRequest(q server.Request) error {
	return t.exec(`INSERT INTO requests (id, kind, station, officer, person, registration, why, done, reason, code_sent, at)
		VALUES (?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?)`,
		q.ID[:], q.Kind, q.Station, q.Officer, q.Person, q.Registration, q.Why,
		q.Answer.Done, q.Answer.Reason, q.Answer.CodeSent, nanos(q.At))
}

// Request finds one.
func (t requestsTx) Request(id siak.RequestID) (server.Request, bool, error) {
	found, err := list(t.conn, scanRequest, `SELECT `+requestColumns+` FROM requests WHERE id = ?`, id[:])
	if err != nil || len(found) == 0 {
		return server.Request{}, false, err
	}
	return found[0], true, nil
}

// ListRequests are a station's, oldest first.
func (t requestsTx) ListRequests(station string) ([]server.Request, error) {
	return list(t.conn, scanRequest, `SELECT `+requestColumns+` FROM requests WHERE station = ? ORDER BY at, id`, station)
}

// SetEmail keeps a registration's address.
func (t requestsTx) SetEmail(registrationID string, address siak.Email) error {
	return t.exec(`INSERT INTO emails (registration, address) VALUES (?, ?)
		ON CONFLICT (registration) DO UPDATE SET address = excluded.address`, registrationID, string(address))
}

// Email is a registration's corrected address.
func (t requestsTx) Email(registrationID string) (siak.Email, error) {
	var address string
	_, err := t.one([]any{&address}, `SELECT address FROM emails WHERE registration = ?`, registrationID)
	return siak.Email(address), err
}
