package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// AddRegistration adds one.
func (t registrationsTx) AddRegistration(r population.Registration) error {
	return t.exec(`INSERT INTO registrations (id, person, thumbprint, revoked, until) VALUES (?, ?, ?, 0, ?)`,
		r.ID, r.Person, r.Phone[:], int(r.Until))
}

// Registration finds one.
func (t registrationsTx) Registration(id string) (r population.Registration, found bool, err error) {
	var phone []byte
	found, err = t.one([]any{&r.ID, &r.Person, &phone, &r.Revoked, &r.Until},
		`SELECT id, person, thumbprint, revoked, until FROM registrations WHERE id = ?`, id)
	copy(r.Phone[:], phone)
	return r, found, err
}

// Registrations finds some.
func (t registrationsTx) Registrations(ids ...string) (map[string]population.Registration, error) {
	all := map[string]population.Registration{}
	for _, id := range ids {
		r, found, err := t.Registration(id)
		if err != nil {
			return nil, err
		}
		if found {
			all[id] = r
		}
	}
	return all, nil
}

// UsePresentations writes down that codes were used.
func (t presentationsTx) UsePresentations(ps ...server.Presentation) (map[siak.PresentationID]bool, error) {
	fresh := map[siak.PresentationID]bool{}
	for _, p := range ps {
		var err error
		if fresh[p.ID], err = t.usePresentation(p); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

func (t presentationsTx) usePresentation(p server.Presentation) (fresh bool, err error) {
	var activation any
	if p.Activation != nil {
		activation = p.Activation[:]
	}
	return t.touched(`INSERT INTO presentations VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.ID[:], activation, p.Station, nanos(p.Used))
}

// UsedPresentations are those of other stations.
func (t presentationsTx) UsedPresentations(station string, since time.Time, limit int) ([]siak.PresentationID, error) {
	return list(t.conn, func(scan func(...any) error) (id siak.PresentationID, err error) {
		var cti []byte
		err = scan(&cti)
		copy(id[:], cti)
		return id, err
	}, `SELECT cti FROM presentations WHERE station <> ? AND (activation IS NULL OR used > ?)
		ORDER BY activation IS NOT NULL, used DESC LIMIT ?`, station, nanos(since), limit)
}
