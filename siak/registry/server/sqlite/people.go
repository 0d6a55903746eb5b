package sqlite

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// personColumns are what scanPerson reads.
const personColumns = `id, nik, name, sex, birth, marital, life, recorded, district, village, active_phone, version`

func scanPerson(scan func(...any) error) (server.Person, error) {
	var r server.PersonRow
	var sex, marital, life, recorded, version any
	err := scan(&r.ID, text{&r.NIK}, text{&r.Name}, &sex, text{&r.Birth}, &marital, &life, &recorded,
		text{&r.District}, text{&r.Village}, &r.ActivePhone, &version)
	r.Sex, r.Marital, r.Life, r.Recorded, r.Version = number(sex), number(marital), number(life), number(recorded) == 1, number(version)
	return r.Person(), err
}

// number is a column that is one, or -1: SQLite keeps in a column of numbers
// whatever it is given.
func number(v any) int64 {
	if n, ok := v.(int64); ok {
		return n
	}
	return -1
}

// text reads a column of whatever sort.
type text struct{ into *string }

// Scan implements [sql.Scanner].
func (t text) Scan(v any) error {
	switch v := v.(type) {
	case string:
		*t.into = v
	case []byte:
		*t.into = string(v)
	case nil:
		*t.into = ""
	default:
		*t.into = fmt.Sprint(v)
	}
	return nil
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

// rowsPerQuery is how many people one query asks for: what a query costs on its
// way through the driver is then shared by as many.
const rowsPerQuery = 64

// LockPeople finds several.
func (t peopleTx) LockPeople(niks ...siak.NIK) (map[siak.NIK]server.Person, error) {
	people := map[siak.NIK]server.Person{}
	for some := range slices.Chunk(niks, rowsPerQuery) {
		args := make([]any, len(some))
		for i, nik := range some {
			args[i] = nik.Digits()
		}
		found, err := list(t.conn, scanPerson, `SELECT `+personColumns+` FROM people WHERE nik IN (?`+strings.Repeat(", ?", len(some)-1)+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			people[p.NIK] = p
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
func (t peopleTx) ChangedPeople(region siak.Region, after uint64, limit int) ([]server.Person, error) {
	return list(t.conn, scanPerson, `SELECT `+personColumns+` FROM people WHERE district = ? AND version > ? ORDER BY version LIMIT ?`,
		string(region), atMost(after), limit)
}

// EachPerson calls f with who has a version in a partition.
func (t peopleTx) EachPerson(region siak.Region, f func(server.Person)) error {
	return t.all(func(scan func(...any) error) error {
		p, err := scanPerson(scan)
		if err == nil {
			f(p)
		}
		return err
	}, `SELECT `+personColumns+` FROM people WHERE district = ? AND version > 0`, string(region))
}
