package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// personColumns are what scanPerson reads.
const personColumns = `id, nik, name, sex, birth, marital, life, recorded, district, village, active_phone, version`

func scanPerson(scan func(...any) error) (p server.Person, err error) {
	var nik string
	var birth time.Time
	var sex, marital, life int16
	var phone []byte
	err = scan(&p.ID, &nik, &p.Name, &sex, &birth, &marital, &life, &p.Recorded, &p.District, &p.Village, &phone, &p.Version)
	if err != nil {
		return p, err
	}
	p.Sex, p.Marital, p.Life, p.Birth = siak.Sex(sex), siak.Marital(marital), siak.Life(life), siak.DateOf(birth)
	copy(p.ActivePhone[:], phone)
	p.NIK, err = siak.RegisteredNIK(nik)
	return p, err
}

// home is where a person's record is.
type home struct {
	id      int64
	regency siak.Region
}

func scanHome(scan func(...any) error) (h home, err error) { return h, scan(&h.id, &h.regency) }

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
	return t.personAt(`SELECT id, regency FROM niks WHERE nik = $1`, nik.Digits())
}

// LockPersonByNIK finds and locks somebody.
func (t peopleTx) LockPersonByNIK(nik siak.NIK) (server.Person, bool, error) {
	return t.personAt(`SELECT id, regency FROM niks WHERE nik = $1 FOR NO KEY UPDATE`, nik.Digits())
}

// LockPeople finds and locks several; all do so in one order.
func (t peopleTx) LockPeople(niks ...siak.NIK) (map[siak.NIK]server.Person, error) {
	digits := make([]string, len(niks))
	for i, nik := range niks {
		digits[i] = nik.Digits()
	}
	homes, err := list(t.conn, scanHome, `SELECT id, regency FROM niks WHERE nik = ANY($1) ORDER BY nik FOR NO KEY UPDATE`, digits)
	if err != nil {
		return nil, err
	}
	regencies := map[siak.Region][]int64{}
	for _, h := range homes {
		t.remember(h)
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
			people[p.NIK] = p
		}
	}
	return people, nil
}

// LockPerson finds and locks somebody.
func (t peopleTx) LockPerson(id int64) (server.Person, bool, error) {
	return t.personAt(`SELECT id, regency FROM niks WHERE id = $1 FOR NO KEY UPDATE`, id)
}

// PersonOf is whose registration it is.
func (t registrationsTx) PersonOf(registrationID string) (server.Person, bool, error) {
	return peopleTx(t).personAt(`SELECT id, regency FROM niks
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
			district = $8, village = $9, active_phone = $10, version = $11 WHERE id = $1`,
			p.ID, p.Name, int16(p.Sex), day(p.Birth), int16(p.Marital), int16(p.Life), p.Recorded,
			string(p.District), p.Village, phoneValue(p.ActivePhone), atMost(p.Version))
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
func (t peopleTx) ChangedPeople(region siak.Region, after uint64, limit int) ([]siak.Resident, error) {
	table, err := tableOf(region)
	if err != nil {
		return nil, err
	}
	return list(t.conn, func(scan func(...any) error) (siak.Resident, error) {
		p, err := scanPerson(scan)
		return p.Resident, err
	}, `SELECT `+personColumns+` FROM `+table+` WHERE district = $1 AND version > $2 ORDER BY version LIMIT $3`,
		string(region), atMost(after), limit)
}

// EachVersion calls f with who is in the copies of a partition.
func (t peopleTx) EachVersion(region siak.Region, f func(siak.NIK, uint64)) error {
	table, err := tableOf(region)
	if err != nil {
		return err
	}
	return t.ask(func(scan func(...any) error) error {
		var digits string
		var version uint64
		if err := scan(&digits, &version); err != nil {
			return err
		}
		nik, err := siak.RegisteredNIK(digits)
		if err == nil {
			f(nik, version)
		}
		return err
	}, `SELECT nik, version FROM `+table+` WHERE district = $1 AND version > 0`, string(region))
}
