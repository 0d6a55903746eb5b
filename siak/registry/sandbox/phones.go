package sandbox

import (
	"context"
	"errors"
	"slices"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
	"ikd/station/siak/registry/wire"
)

// PhoneRequest asks a made-up citizen to step up.
type PhoneRequest = wire.PhoneRequest

// ShowPhone lets a citizen open the app and gives the text of the code, which
// leads a station with this registry's data to the wanted outcome; and the
// registration, "" where the code is of no citizen. Each call brings another
// citizen as long as there are any. It fails with refused for an unknown
// outcome, and with not-found where nobody is left (everybody has an active IKD).
func (s *Sandbox) ShowPhone(ctx context.Context, req PhoneRequest) (code, registrationID string, err error) {
	const op = "show phone"
	as, known := roleOf[req.Outcome]
	if !known {
		return "", "", siak.E(op, siak.KindRefused, errors.New("no such outcome"))
	}
	if req.Outcome == siak.NotIKD {
		return s.foreignCode(), "", nil
	}
	var p person
	var r *registration
	err = s.write(ctx, func(tx *sqlite.Tx) error {
		if p, err = s.next(tx, as, !req.Elsewhere || as.local()); err != nil {
			return err
		}
		if r, err = phoneWhere(tx, `r.person = ?`, p.ID); err == nil && r == nil {
			r, err = register(tx, s.Keys(), p, s.o.Now())
		}
		return err
	})
	if err != nil {
		return "", "", err
	}
	code, err = s.show(p, r, req)
	return code, r.id, err
}

// write runs f in one transaction.
func (s *Sandbox) write(ctx context.Context, f func(*sqlite.Tx) error) error {
	return s.store.Write(ctx, func(tx server.Tx) error { return f(tx.(*sqlite.Tx)) })
}

// next is the citizen of a role who was shown least; first of those who do not
// wait for a code.
func (s *Sandbox) next(tx *sqlite.Tx, as role, inArea bool) (person, error) {
	const waiting = ` AND NOT EXISTS (SELECT 1 FROM activations WHERE person = t.person AND state = 'accepted')`
	for _, also := range []string{waiting, ""} {
		p, found, err := s.pickPerson(tx, as, inArea, also)
		if err != nil || found {
			return p, err
		}
		if as == roleNew { // there is always somebody who was recorded this morning
			if err := s.recordNewcomers(tx); err != nil {
				return person{}, err
			}
			p, _, err := s.pickPerson(tx, as, inArea, also)
			return p, err
		}
	}
	return person{}, siak.E("show phone", siak.KindNotFound, errors.New("nobody left for this outcome"))
}

func (s *Sandbox) pickPerson(tx *sqlite.Tx, as role, inArea bool, also string) (person, bool, error) {
	now := s.o.Now().In(officeRegion.Zone())
	seventeenAgo := siak.DateOf(now.AddDate(-17, 0, 0)).Compact()
	rows, err := tx.SQL().QueryContext(tx.Context(), `UPDATE training_people SET shown = shown + 1 WHERE person = (
		SELECT t.person FROM training_people t CROSS JOIN people p ON p.id = t.person
		WHERE t.role = ? AND t.area = ?
		AND (active_phone IS NULL OR role IN (?, ?)) AND (role <> ? OR birth > ?) AND (role <> ? OR version = 0)`+also+`
		ORDER BY t.shown, t.person LIMIT 1) RETURNING person`,
		as, inArea, roleActiveThis, roleActiveOther, roleMinor, seventeenAgo, roleNew)
	if err != nil {
		return person{}, false, err
	}
	var id int64
	found := rows.Next()
	if found {
		err = rows.Scan(&id)
	}
	if err := errors.Join(err, rows.Err(), rows.Close()); err != nil || !found {
		return person{}, false, err
	}
	p, found, err := tx.LockPerson(id)
	return person{Person: p, role: as, inArea: inArea}, found, err
}

// Newcomers are recorded a few at a time.
const newcomers = 16

func (s *Sandbox) recordNewcomers(tx *sqlite.Tx) error {
	var last int64
	if err := tx.SQL().QueryRowContext(tx.Context(), `SELECT max(id) FROM people`).Scan(&last); err != nil {
		return err
	}
	m := newMaker(s.o.Seed, uint64(last), newNIKMaker(), s.o.Now())
	m.last = last
	var made []person
	for len(made) < newcomers {
		p := m.make(roleNew, pick(m.rand, area), true)
		_, taken, err := tx.PersonByNIK(p.NIK)
		if err != nil {
			return err
		}
		if !taken {
			made = append(made, p)
		}
	}
	in := &inserter{tx: tx, keys: s.Keys(), now: s.o.Now()}
	return in.insert(slices.Values(made))
}
