// Package row is the register's rows as a storage has them, before any of them is
// believed, and which of them are not given out.
package row

import (
	"unicode/utf8"

	"ikd/station/siak"
	"ikd/station/siak/registry/wire"
)

// Person is somebody of the register. A version of 0: in no copy of the
// register yet.
type Person struct {
	ID int64 // never 0 for who is there
	siak.Resident
	// Damage is the column of the record that cannot be given out, "" for nearly
	// everybody. What could be read of the others stands in Resident.
	Damage string
}

// Partition is a kecamatan of the register.
type Partition struct {
	Region siak.Region // 6 digits
	Name   string
	Area   bool   // stations may keep a copy of it
	Seq    uint64 // of its last change
	Total  uint64 // people in it, as copies know them
	// Damage is the column that cannot be given out, "" for nearly all.
	Damage string
}

// PersonRow is somebody's record as a storage has it, before any of it is
// believed: databases are restored, mended by hand and filled by older programs.
// One column that cannot be given out must not hold up everybody who is read with
// it, so a storage reads rows into this type, which no value fails, and
// [PersonRow.Person] judges them.
type PersonRow struct {
	ID                 int64
	NIK, Name, Village string
	// Birth is YYYYMMDD or YYYY-MM-DD.
	Birth              string
	District           string
	Sex, Marital, Life int64 // what is no number is -1
	Recorded           bool
	ActivePhone        []byte
	Version            int64
}

// Person is the record, with [Person.Damage] where it cannot be given out.
func (r PersonRow) Person() Person {
	p := Person{ID: r.ID}
	p.Name, p.Village, p.District, p.Recorded = r.Name, r.Village, siak.Region(r.District), r.Recorded
	var nik, birth error
	p.NIK, nik = siak.RegisteredNIK(r.NIK)
	p.Birth, birth = siak.ParseDate(r.Birth)
	copy(p.ActivePhone[:], r.ActivePhone)
	p.Version = uint64(max(0, r.Version))
	switch {
	case nik != nil:
		p.Damage = "nik"
	case birth != nil:
		p.Damage = "birth"
	case !isOf(r.Sex, int64(siak.Female)):
		p.Damage = "sex"
	case !isOf(r.Marital, int64(siak.Widowed)):
		p.Damage = "marital"
	case !isOf(r.Life, int64(siak.Duplicate)):
		p.Damage = "life"
	case len(r.ActivePhone) != 0 && len(r.ActivePhone) != len(p.ActivePhone):
		p.Damage = "active_phone"
	case r.Version < 0:
		p.Damage = "version"
	}
	p.Sex, p.Marital, p.Life = siak.Sex(max(0, r.Sex)), siak.Marital(max(0, r.Marital)), siak.Life(max(0, r.Life))
	if p.Damage == "" {
		p.Damage = strangeText(p.Resident)
	}
	return p
}

// isOf reports whether a number is one of a closed set that begins at 0.
func isOf(n, last int64) bool { return n >= 0 && n <= last }

// strangeText names the column whose text the contract cannot carry, or "". The
// stations' own check is asked, so that both ends refuse the same.
func strangeText(r siak.Resident) string {
	switch {
	case !utf8.ValidString(r.Name):
		return "name"
	case !utf8.ValidString(r.Village):
		return "village"
	case !wire.IsDistrict(string(r.District)):
		return "district"
	}
	if _, err := wire.ToResident(wire.FromResident(r)); err != nil {
		return "name or village"
	}
	return ""
}

// PartitionRow is a kecamatan as a storage has it, as [PersonRow] is somebody's
// record.
type PartitionRow struct {
	Region, Name string
	Area         bool
	Seq, Total   int64 // what is no number is -1
}

// Partition is the kecamatan, with [Partition.Damage] where it cannot be given
// out.
func (r PartitionRow) Partition() Partition {
	p := Partition{
		Region: siak.Region(r.Region), Name: r.Name, Area: r.Area,
		Seq: uint64(max(0, r.Seq)), Total: uint64(max(0, r.Total)),
	}
	switch {
	case !wire.IsDistrict(r.Region):
		p.Damage = "region"
	case r.Seq < 0:
		p.Damage = "seq"
	case r.Total < 0:
		p.Damage = "total"
	}
	return p
}
