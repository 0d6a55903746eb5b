package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// AddRegistration adds one.
func (t registrationsTx) AddRegistration(r population.Registration) error {
	t.later(`INSERT INTO registrations (id, person, thumbprint, revoked, until) VALUES ($1, $2, $3, false, $4)`,
		r.ID, r.Person, r.Phone[:], int(r.Until))
	return t.flush()
}

// Registration finds one.
func (t registrationsTx) Registration(id string) (r population.Registration, found bool, err error) {
	var phone []byte
	found, err = t.one([]any{&r.ID, &r.Person, &phone, &r.Revoked, &r.Until},
		`SELECT id, person, thumbprint, revoked, until FROM registrations WHERE id = $1`, id)
	copy(r.Phone[:], phone)
	return r, found, err
}

// Registrations finds some.
func (t registrationsTx) Registrations(ids ...string) (map[string]population.Registration, error) {
	all := make(map[string]population.Registration, len(ids))
	return all, t.ask(func(scan func(...any) error) error {
		var r population.Registration
		var phone []byte
		err := scan(&r.ID, &r.Person, &phone, &r.Revoked, &r.Until)
		copy(r.Phone[:], phone)
		all[r.ID] = r
		return err
	}, `SELECT id, person, thumbprint, revoked, until FROM registrations WHERE id = ANY($1)`, ids)
}

// UsePresentations writes down that codes were used. It waits for who does the
// same; all do so in one order.
func (t presentationsTx) UsePresentations(ps ...server.Presentation) (map[siak.PresentationID]bool, error) {
	ids, activations := make([][]byte, len(ps)), make([][]byte, len(ps))
	stations, used := make([]string, len(ps)), make([]time.Time, len(ps))
	for i, p := range ps {
		ids[i], stations[i], used[i] = p.ID[:], p.Station, p.Used
		if p.Activation != nil {
			activations[i] = p.Activation[:]
		}
	}
	fresh := make(map[siak.PresentationID]bool, len(ps))
	return fresh, t.ask(func(scan func(...any) error) error {
		var cti []byte
		err := scan(&cti)
		if len(cti) == len(siak.PresentationID{}) {
			fresh[siak.PresentationID(cti)] = true
		}
		return err
	}, `INSERT INTO presentations SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::timestamptz[]) p (cti)
		ORDER BY cti ON CONFLICT DO NOTHING RETURNING cti`, ids, activations, stations, used)
}

// UsedPresentations are those of other stations.
func (t presentationsTx) UsedPresentations(station string, since time.Time, limit int) ([]siak.PresentationID, error) {
	return list(t.conn, func(scan func(...any) error) (id siak.PresentationID, err error) {
		var cti []byte
		err = scan(&cti)
		copy(id[:], cti)
		return id, err
	}, `SELECT cti FROM presentations WHERE station <> $1 AND used > $2 ORDER BY used DESC LIMIT $3`, station, since, limit)
}
