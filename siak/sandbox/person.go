package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"ikd/station/siak"
)

// residentColumns are what scanPerson reads.
const residentColumns = `id, nik, name, sex, birth, marital, life, recorded, district, village, active_phone, version, role, area`

// scanner is a row or rows.
type scanner interface{ Scan(into ...any) error }

func scanPerson(row scanner) (person, error) {
	var p person
	var nik, birth, district string
	var phone []byte
	r := &p.resident
	err := row.Scan(&p.id, &nik, &r.Name, &r.Sex, &birth, &r.Marital, &r.Life, &r.Recorded,
		&district, &r.Village, &phone, &r.Version, &p.role, &p.inArea)
	if err != nil {
		return person{}, err
	}
	if r.NIK, err = siak.ParseNIK(nik); err != nil {
		return person{}, err
	}
	if r.Birth, err = siak.ParseDate(birth); err != nil {
		return person{}, err
	}
	r.District = siak.Region(district)
	copy(r.ActivePhone[:], phone)
	return p, nil
}

// personWhere reads one person; false where there is none.
func personWhere(ctx context.Context, q querier, where string, args ...any) (person, bool, error) {
	p, err := scanPerson(q.QueryRowContext(ctx, `SELECT `+residentColumns+` FROM people WHERE `+where, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return person{}, false, nil
	}
	return p, err == nil, err
}

// Resident is what the register says today of the person of a registration;
// false where it knows neither.
func (s *Sandbox) Resident(ctx context.Context, registrationID string) (siak.Resident, bool, error) {
	p, found, err := personWhere(ctx, s.db.reader,
		`id = (SELECT person FROM registrations WHERE id = ?)`, registrationID)
	return p.resident, found, storageError("read resident", err)
}

// Change changes a person's record as the register's staff would; a change of
// the district is a move. Stations see it with the next pull. NIK and version
// stay what they are. It fails with not-found.
func (s *Sandbox) Change(ctx context.Context, nik siak.NIK, change func(*siak.Resident)) error {
	const op = "change resident"
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		p, found, err := personWhere(ctx, tx, `nik = ?`, nik.Digits())
		if err != nil {
			return err
		}
		if !found {
			return siak.E(op, siak.KindNotFound, nil)
		}
		before := p.resident
		change(&p.resident)
		p.resident.NIK = nik
		if before.Version != 0 && before.District != p.resident.District {
			if err := leave(ctx, tx, before); err != nil {
				return err
			}
		}
		return publish(ctx, tx, p)
	})
	return storageError(op, err)
}

// leave takes a person out of the partition and puts a tombstone there.
func leave(ctx context.Context, tx *sql.Tx, r siak.Resident) error {
	seq, err := nextSeq(ctx, tx, r.District, -1)
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?)`,
		string(r.District), r.NIK.Digits(), seq); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE people SET version = 0 WHERE nik = ?`, r.NIK.Digits())
	return err
}

// publish writes a record down with the next sequence of its partition. A
// person who was in no copy of the register yet, or comes from elsewhere, is one
// more in the partition.
func publish(ctx context.Context, tx *sql.Tx, p person) error {
	r := p.resident
	var version uint64
	if err := tx.QueryRowContext(ctx, `SELECT version FROM people WHERE id = ?`, p.id).Scan(&version); err != nil {
		return err
	}
	more := 0
	if version == 0 {
		more = 1
	}
	seq, err := nextSeq(ctx, tx, r.District, more)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM tombstones WHERE district = ? AND nik = ?`,
		string(r.District), r.NIK.Digits()); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE people SET name = ?, sex = ?, birth = ?, marital = ?, life = ?, recorded = ?,
		district = ?, village = ?, active_phone = ?, version = ?,
		area = (SELECT area FROM partitions WHERE region = ?) WHERE id = ?`,
		r.Name, r.Sex, r.Birth.Compact(), r.Marital, r.Life, r.Recorded,
		string(r.District), r.Village, phoneValue(r.ActivePhone), seq, string(r.District), p.id)
	return err
}

// nextSeq is the next sequence of a partition, which grows by more people.
func nextSeq(ctx context.Context, tx *sql.Tx, district siak.Region, more int) (seq uint64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE partitions SET seq = seq + 1, total = total + ? WHERE region = ? RETURNING seq`,
		more, string(district)).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, siak.E("change resident", siak.KindNotFound, fmt.Errorf("no such partition"))
	}
	return seq, err
}
