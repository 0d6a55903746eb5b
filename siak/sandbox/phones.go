package sandbox

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
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
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		if p, err = s.next(ctx, tx, as, !req.Elsewhere || as.local()); err != nil {
			return err
		}
		if r, err = registrationOf(ctx, tx, p.id); err == nil && r == nil {
			r, err = s.keys.register(ctx, tx, p, s.o.Now())
		}
		return err
	})
	if err != nil {
		return "", "", storageError(op, err)
	}
	code, err = s.show(p, r, req)
	return code, r.id, err
}

// next is the citizen of a role who was shown least; first of those who do not
// wait for a code.
func (s *Sandbox) next(ctx context.Context, tx *sql.Tx, as role, inArea bool) (person, error) {
	const waiting = ` AND NOT EXISTS (SELECT 1 FROM activations WHERE person = people.id AND state = 'accepted')`
	for _, also := range []string{waiting, ""} {
		p, found, err := s.pickPerson(ctx, tx, as, inArea, also)
		if err != nil || found {
			return p, err
		}
		if as == roleNew { // there is always somebody who was recorded this morning
			if err := s.recordNewcomers(ctx, tx); err != nil {
				return person{}, err
			}
			p, _, err := s.pickPerson(ctx, tx, as, inArea, also)
			return p, err
		}
	}
	return person{}, siak.E("show phone", siak.KindNotFound, errors.New("nobody left for this outcome"))
}

func (s *Sandbox) pickPerson(ctx context.Context, tx *sql.Tx, as role, inArea bool, also string) (person, bool, error) {
	now := s.o.Now().In(officeRegion.Zone())
	seventeenAgo := siak.DateOf(now.AddDate(-17, 0, 0)).Compact()
	p, found, err := personWhere(ctx, tx, `role = ? AND area = ?
		AND (active_phone IS NULL OR role IN (?, ?)) AND (role <> ? OR birth > ?) AND (role <> ? OR version = 0)`+also+`
		ORDER BY shown, id LIMIT 1`,
		as, inArea, roleActiveThis, roleActiveOther, roleMinor, seventeenAgo, roleNew)
	if err != nil || !found {
		return p, found, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE people SET shown = shown + 1 WHERE id = ?`, p.id)
	return p, true, err
}

// Newcomers are recorded a few at a time.
const newcomers = 16

func (s *Sandbox) recordNewcomers(ctx context.Context, tx *sql.Tx) error {
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT max(id) FROM people`).Scan(&last); err != nil {
		return err
	}
	m := newMaker(s.o.Seed, uint64(last), newNIKMaker(), s.o.Now())
	m.last = last
	in, err := newInserter(ctx, tx, s.keys, s.o.Now())
	if err != nil {
		return err
	}
	defer in.close()
	for made := 0; made < newcomers; {
		p := m.make(roleNew, pick(m.rand, area), true)
		taken, err := exists(ctx, tx, `SELECT 1 FROM people WHERE nik = ?`, p.resident.NIK.Digits())
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		if err := in.insert(ctx, p); err != nil {
			return err
		}
		made++
	}
	return nil
}
