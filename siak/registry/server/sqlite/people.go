package sqlite

import (
	"errors"
	"iter"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// personColumns are what scanPerson reads.
const personColumns = `id, nik, name, sex, birth, marital, life, recorded, district, village, active_phone, version`

func scanPerson(scan func(...any) error) (p server.Person, err error) {
	var nik, birth, district string
	var phone []byte
	err = scan(&p.ID, &nik, &p.Name, &p.Sex, &birth, &p.Marital, &p.Life, &p.Recorded, &district, &p.Village, &phone, &p.Version)
	if err != nil {
		return p, err
	}
	if p.NIK, err = siak.RegisteredNIK(nik); err != nil {
		return p, err
	}
	if p.Birth, err = siak.ParseDate(birth); err != nil {
		return p, err
	}
	p.District = siak.Region(district)
	copy(p.ActivePhone[:], phone)
	return p, nil
}

func (t peopleTx) person(where string, arg any) (server.Person, bool, error) {
	found, err := list(t.conn, scanPerson, `SELECT `+personColumns+` FROM people WHERE `+where, arg)
	if err != nil || len(found) == 0 {
		return server.Person{}, false, err
	}
	return found[0], true, nil
}

// PersonByNIK finds somebody.
func (t peopleTx) PersonByNIK(nik siak.NIK) (server.Person, bool, error) {
	return t.person(`nik = ?`, nik.Digits())
}

// LockPerson finds somebody; one writer needs no lock.
func (t peopleTx) LockPerson(id int64) (server.Person, bool, error) { return t.person(`id = ?`, id) }

// LockPersonByNIK finds somebody; one writer needs no lock.
func (t peopleTx) LockPersonByNIK(nik siak.NIK) (server.Person, bool, error) {
	return t.PersonByNIK(nik)
}

// LockPeople finds several.
func (t peopleTx) LockPeople(niks ...siak.NIK) (map[siak.NIK]server.Person, error) {
	people := map[siak.NIK]server.Person{}
	for _, nik := range niks {
		p, found, err := t.PersonByNIK(nik)
		if err != nil {
			return nil, err
		}
		if found {
			people[nik] = p
		}
	}
	return people, nil
}

// PersonOf is whose registration it is.
func (t registrationsTx) PersonOf(registrationID string) (server.Person, bool, error) {
	return peopleTx(t).person(`id = (SELECT person FROM registrations WHERE id = ?)`, registrationID)
}

// AddPeople adds many at once.
func (t peopleTx) AddPeople(people iter.Seq[server.Person]) error {
	insert := t.Bulk(`INSERT INTO people (`+personColumns+`) VALUES`, `(nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	for p := range people {
		err := insert.Add(p.ID, p.NIK.Digits(), p.Name, p.Sex, p.Birth.Compact(), p.Marital, p.Life,
			p.Recorded, string(p.District), p.Village, phoneValue(p.ActivePhone), p.Version)
		if err != nil {
			return errors.Join(err, insert.Flush())
		}
	}
	return insert.Flush()
}

// phoneValue is NULL for no phone.
func phoneValue(t siak.Thumbprint) any {
	if t.IsZero() {
		return nil
	}
	return t[:]
}

// UpdatePerson writes somebody's record anew.
func (t peopleTx) UpdatePerson(p server.Person) error {
	return t.exec(`UPDATE people SET name = ?, sex = ?, birth = ?, marital = ?, life = ?, recorded = ?,
		district = ?, village = ?, active_phone = ?, version = ? WHERE id = ?`,
		p.Name, p.Sex, p.Birth.Compact(), p.Marital, p.Life, p.Recorded,
		string(p.District), p.Village, phoneValue(p.ActivePhone), p.Version, p.ID)
}

// ChangedPeople are the residents of a partition after a sequence.
func (t peopleTx) ChangedPeople(region siak.Region, after uint64, limit int) ([]siak.Resident, error) {
	return list(t.conn, func(scan func(...any) error) (siak.Resident, error) {
		p, err := scanPerson(scan)
		return p.Resident, err
	}, `SELECT `+personColumns+` FROM people WHERE district = ? AND version > ? ORDER BY version LIMIT ?`,
		string(region), atMost(after), limit)
}

// EachVersion calls f with who is in the copies of a partition.
func (t peopleTx) EachVersion(region siak.Region, f func(siak.NIK, uint64)) error {
	return t.all(func(scan func(...any) error) error {
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
	}, `SELECT nik, version FROM people WHERE district = ? AND version > 0`, string(region))
}
