package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/central"
)

// AddRegistration adds one.
func (t *Tx) AddRegistration(r central.Registration) error {
	t.later(`INSERT INTO registrations (id, person, thumbprint, revoked) VALUES ($1, $2, $3, $4)`,
		r.ID, r.Person, r.Phone[:], r.Revoked)
	return t.flush()
}

// Registration finds one.
func (t *Tx) Registration(id string) (r central.Registration, found bool, err error) {
	var phone []byte
	found, err = t.one([]any{&r.ID, &r.Person, &phone, &r.Revoked},
		`SELECT id, person, thumbprint, revoked FROM registrations WHERE id = $1`, id)
	copy(r.Phone[:], phone)
	return r, found, err
}

// RevokeRegistration takes one back.
func (t *Tx) RevokeRegistration(id string) (bool, error) {
	return t.touched(`UPDATE registrations SET revoked = true WHERE id = $1`, id)
}

// RevokedRegistrations are the ids of those taken back.
func (t *Tx) RevokedRegistrations() ([]string, error) {
	return list(t, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
		`SELECT id FROM registrations WHERE revoked ORDER BY id`)
}

// UsePresentation writes down that a code was used. It waits for who does the
// same.
func (t *Tx) UsePresentation(p central.Presentation) (fresh bool, err error) {
	var activation []byte
	if p.Activation != nil {
		activation = p.Activation[:]
	}
	return t.touched(`INSERT INTO presentations VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		p.ID[:], activation, p.Station, p.Used)
}

// UsedPresentations are those of other stations.
func (t *Tx) UsedPresentations(station string, since time.Time, limit int) ([]siak.PresentationID, error) {
	return list(t, func(scan func(...any) error) (id siak.PresentationID, err error) {
		var cti []byte
		err = scan(&cti)
		copy(id[:], cti)
		return id, err
	}, `SELECT cti FROM presentations WHERE station <> $1 AND used > $2 ORDER BY used DESC LIMIT $3`, station, since, limit)
}

// AddLookUp keeps who asked for whom.
func (t *Tx) AddLookUp(l central.LookUp) error {
	t.later(`INSERT INTO lookups (station, person, registration, at) VALUES ($1, $2, $3, $4)`,
		l.Station, orNull(l.Person), l.Registration, l.At)
	return nil
}
