package postgres

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// personColumns are what scanPerson reads.
const personColumns = `id, nik, name, sex, birth, marital, life, recorded, district, village, active_phone, version`

func scanPerson(scan func(...any) error) (server.Person, error) {
	var r server.PersonRow
	var birth pgtype.Date // may be infinity
	err := scan(&r.ID, &r.NIK, &r.Name, &r.Sex, &birth, &r.Marital, &r.Life, &r.Recorded, &r.District, &r.Village, &r.ActivePhone, &r.Version)
	if birth.InfinityModifier == pgtype.Finite {
		r.Birth = siak.DateOf(birth.Time).Compact()
	}
	return r.Person(), err
}

// home is where a person's record is.
type home struct {
	id      int64
	regency siak.Region
	nik     string
}

const homeColumns = `id, regency, nik`

func scanHome(scan func(...any) error) (h home, err error) { return h, scan(&h.id, &h.regency, &h.nik) }

// personAt reads the record that a query in niks leads to. It is read after that
// query, so that it is as new as a lock that the query waited for.
func (t peopleTx) personAt(query string, arg any) (p server.Person, found bool, err error) {
	h, found, err := first(t.conn, scanHome, query, arg)
	if err != nil || !found {
		return p, false, err
	}
	table, err := tableOf(h.regency)
	if err != nil {
		return p, false, err
	}
	t.remember(h)
	return first(t.conn, scanPerson, `SELECT `+personColumns+` FROM `+table+` WHERE id = $1`, h.id)
}

// remember keeps where somebody's record is.
func (t peopleTx) remember(h home) {
	if t.homes == nil {
		t.homes = map[int64]siak.Region{}
	}
	t.homes[h.id] = h.regency
}

// PersonByNIK finds somebody.
func (t peopleTx) PersonByNIK(nik siak.NIK) (server.Person, bool, error) {
	return t.personAt(`SELECT `+homeColumns+` FROM niks WHERE nik = $1`, nik.Digits())
}

// LockPersonByNIK finds and locks somebody.
func (t peopleTx) LockPersonByNIK(nik siak.NIK) (server.Person, bool, error) {
	return t.personAt(`SELECT `+homeColumns+` FROM niks WHERE nik = $1 FOR NO KEY UPDATE`, nik.Digits())
}

// LockPeople finds and locks several; all do so in one order.
func (t peopleTx) LockPeople(niks ...siak.NIK) (map[siak.NIK]server.Person, error) {
	digits := make([]string, len(niks))
	for i, nik := range niks {
		digits[i] = nik.Digits()
	}
	homes, err := list(t.conn, scanHome, `SELECT `+homeColumns+` FROM niks WHERE nik = ANY($1) ORDER BY nik FOR NO KEY UPDATE`, digits)
	if err != nil {
		return nil, err
	}
	regencies, nikOf := map[siak.Region][]int64{}, map[int64]siak.NIK{}
	for _, h := range homes {
		t.remember(h)
		nikOf[h.id], _ = siak.RegisteredNIK(h.nik)
		regencies[h.regency] = append(regencies[h.regency], h.id)
	}
	people := make(map[siak.NIK]server.Person, len(homes))
	for regency, ids := range regencies {
		table, err := tableOf(regency)
		if err != nil {
			return nil, err
		}
		found, err := list(t.conn, scanPerson, `SELECT `+personColumns+` FROM `+table+` WHERE id = ANY($1)`, ids)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			p.NIK = nikOf[p.ID] // whatever a damaged record says
			people[p.NIK] = p
		}
	}
	return people, nil
}

// LockPerson finds and locks somebody.
func (t peopleTx) LockPerson(id int64) (server.Person, bool, error) {
	return t.personAt(`SELECT `+homeColumns+` FROM niks WHERE id = $1 FOR NO KEY UPDATE`, id)
}

// PersonOf is whose registration it is.
func (t registrationsTx) PersonOf(registrationID string) (server.Person, bool, error) {
	return peopleTx(t).personAt(`SELECT `+homeColumns+` FROM niks
		WHERE id = (SELECT person FROM registrations WHERE id = $1)`, registrationID)
}

// UpdatePerson writes the record of somebody who is locked anew. A move to
// another regency moves it to another table.
func (t peopleTx) UpdatePerson(p server.Person) error {
	from, err := tableOf(t.homes[p.ID])
	if err != nil {
		return err
	}
	to, err := tableOf(p.District)
	if err != nil {
		return err
	}
	if from == to {
		t.later(`UPDATE `+from+` SET name = $2, sex = $3, birth = $4, marital = $5, life = $6, recorded = $7,
			district = $8, village = $9, active_phone = $10, version = $11, nik = $12 WHERE id = $1`,
			p.ID, p.Name, int16(p.Sex), day(p.Birth), int16(p.Marital), int16(p.Life), p.Recorded,
			string(p.District), p.Village, phoneValue(p.ActivePhone), atMost(p.Version), p.NIK.Digits())
		return nil
	}
	t.later(`DELETE FROM `+from+` WHERE id = $1`, p.ID)
	t.later(`INSERT INTO people (regency, `+personColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		personRow(p)...)
	t.later(`UPDATE niks SET regency = $2 WHERE id = $1`, p.ID, string(p.District.City()))
	t.homes[p.ID] = p.District.City()
	return nil
}

// personRow are the values of regency and personColumns.
func personRow(p server.Person) []any {
	return []any{
		string(p.District.City()), p.ID, p.NIK.Digits(), p.Name, int16(p.Sex), day(p.Birth), int16(p.Marital), int16(p.Life), p.Recorded,
		string(p.District), p.Village, phoneValue(p.ActivePhone), atMost(p.Version),
	}
}

func day(d siak.Date) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// phoneValue is NULL for no phone.
func phoneValue(t siak.Thumbprint) []byte {
	if t.IsZero() {
		return nil
	}
	return t[:]
}

// ChangedPeople are the residents of a partition after a sequence.
func (t peopleTx) ChangedPeople(region siak.Region, after uint64, limit int) ([]server.Person, error) {
	table, err := tableOf(region)
	if err != nil {
		return nil, err
	}
	return list(t.conn, scanPerson, `SELECT `+personColumns+` FROM `+table+` WHERE district = $1 AND version > $2 ORDER BY version LIMIT $3`,
		string(region), atMost(after), limit)
}

// EachPerson calls f with who has a version in a partition.
func (t peopleTx) EachPerson(region siak.Region, f func(server.Person)) error {
	table, err := tableOf(region)
	if err != nil {
		return err
	}
	return t.ask(func(scan func(...any) error) error {
		p, err := scanPerson(scan)
		if err == nil {
			f(p)
		}
		return err
	}, `SELECT `+personColumns+` FROM `+table+` WHERE district = $1 AND version > 0`, string(region))
}
