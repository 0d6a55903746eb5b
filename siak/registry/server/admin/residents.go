package admin

import (
	"strings"
	"unicode"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/table"
)

// The columns of a list of residents.
const (
	colNIK          = "nik"
	colName         = "name"
	colSex          = "sex"
	colBirth        = "birth"
	colMarital      = "marital"
	colLife         = "life"
	colRecorded     = "recorded"
	colDistrict     = "district"
	colDistrictName = "district_name"
	colKecamatan    = "kecamatan" // a code or a name, whatever stands there
	colVillage      = "village"
)

// residentColumns are the columns with what offices call them. The list in
// docs/registry.md is held to it by a test.
var residentColumns = []table.Column{
	{Name: colNIK, Titles: []string{"no nik", "nomor nik", "nomor induk kependudukan", "no induk kependudukan", "nik ktp", "no ktp", "nomor ktp"}, Required: true},
	{Name: colName, Titles: []string{"nama", "nama lengkap", "nama lgkp", "nama penduduk", "nama warga", "nama sesuai ktp", "full name"}, Required: true},
	{Name: colSex, Titles: []string{"jenis kelamin", "jns kelamin", "jenis klmin", "kelamin", "jk", "l/p", "gender"}, Required: true},
	{Name: colBirth, Titles: []string{"tanggal lahir", "tgl lahir", "tgl lhr", "lahir", "tanggal kelahiran", "tempat tanggal lahir", "tempat tgl lahir", "tempat dan tanggal lahir", "ttl", "birth date", "date of birth", "birthday", "dob"}, Required: true},
	{Name: colMarital, Titles: []string{"status perkawinan", "status kawin", "stat kwn", "perkawinan", "kawin", "status pernikahan", "status nikah", "marital status"}, Required: true},
	{Name: colLife, Titles: []string{"status hidup", "keadaan", "status penduduk", "hidup", "life status"}},
	{Name: colRecorded, Titles: []string{"perekaman", "rekam", "status rekam", "status perekaman", "sudah rekam", "perekaman ktp el", "rekam ktp el"}, Required: true},
	{Name: colDistrict, Titles: []string{"kode kecamatan", "kode kec", "kd kec", "kode wilayah", "id kecamatan", "district code"}, Required: true, Or: colKecamatan},
	{Name: colDistrictName, Titles: []string{"nama kecamatan", "nama kec"}},
	{Name: colKecamatan, Titles: []string{"kec"}},
	{Name: colVillage, Titles: []string{"kelurahan", "desa", "kelurahan/desa", "desa/kelurahan", "kel", "kel/desa", "nama kelurahan", "nama kel", "nama desa"}},
}

// What the words of a list mean. The figures are those of SIAK's codes, which are
// the contract's too.
var (
	sexes = table.NewChoice("L or P", map[string]siak.Sex{
		"l": siak.Male, "lk": siak.Male, "laki": siak.Male, "laki-laki": siak.Male, "pria": siak.Male, "m": siak.Male, "male": siak.Male, "1": siak.Male,
		"p": siak.Female, "pr": siak.Female, "perempuan": siak.Female, "wanita": siak.Female, "w": siak.Female, "f": siak.Female, "female": siak.Female, "2": siak.Female,
	})
	maritals = table.NewChoice("belum-kawin, kawin, cerai-hidup or cerai-mati", map[string]siak.Marital{
		"belum-kawin": siak.Single, "belum menikah": siak.Single, "belum": siak.Single, "tidak kawin": siak.Single, "lajang": siak.Single, "bk": siak.Single, "single": siak.Single, "1": siak.Single,
		"kawin": siak.Married, "menikah": siak.Married, "nikah": siak.Married, "kawin tercatat": siak.Married, "kawin belum tercatat": siak.Married, "k": siak.Married, "married": siak.Married, "2": siak.Married,
		"cerai-hidup": siak.Divorced, "cerai hidup tercatat": siak.Divorced, "cerai hidup belum tercatat": siak.Divorced, "ch": siak.Divorced, "divorced": siak.Divorced, "3": siak.Divorced,
		"cerai-mati": siak.Widowed, "cm": siak.Widowed, "widowed": siak.Widowed, "4": siak.Widowed,
	})
	lives = table.NewChoice("hidup, meninggal, tidak-aktif or ganda", map[string]siak.Life{
		"": siak.Living, "-": siak.Living, "hidup": siak.Living, "aktif": siak.Living, "living": siak.Living, "alive": siak.Living,
		"meninggal": siak.Deceased, "meninggal dunia": siak.Deceased, "wafat": siak.Deceased, "mati": siak.Deceased, "almarhum": siak.Deceased, "almarhumah": siak.Deceased, "deceased": siak.Deceased,
		"tidak-aktif": siak.Inactive, "nonaktif": siak.Inactive, "non aktif": siak.Inactive, "inactive": siak.Inactive,
		"ganda": siak.Duplicate, "duplikat": siak.Duplicate, "double": siak.Duplicate, "duplicate": siak.Duplicate,
	})
	answers = table.NewChoice("ya or tidak", map[string]bool{
		"ya": true, "y": true, "sudah": true, "sudah rekam": true, "sudah perekaman": true, "rekam": true, "yes": true, "true": true, "1": true,
		"tidak": false, "tdk": false, "belum": false, "belum rekam": false, "belum perekaman": false, "no": false, "n": false, "false": false, "0": false,
	})
)

// maxText bounds a name or a place, in bytes, as the contract does.
const maxText = 200

// entry is a row of a list, read.
type entry struct {
	row      table.Row
	resident siak.Resident
	district server.Partition
	faults   []table.Fault // why it cannot be taken
	warnings []table.Fault // what to look at
}

// reader reads the rows of a list.
type reader struct {
	table  *table.Table
	values table.Values
}

// read reads a row; all that is wrong with it is named.
func (r reader) read(row table.Row) entry {
	e := entry{row: row}
	if row.Fault != nil {
		e.faults = append(e.faults, *row.Fault)
		return e
	}
	p := &e.resident
	var nikErr, birthErr error
	p.NIK, nikErr = table.NIK(row.Cell(colNIK))
	r.check(&e, colNIK, nikErr)
	if nikErr == nil && p.NIK.Anomaly() != nil {
		r.warn(&e, colNIK, "taken in; the NIK has no day or month of birth, or a province that is new: see that it is copied right")
	}
	var note string
	p.Birth, note, birthErr = r.values.Date(row.Cell(colBirth), p.NIK)
	r.check(&e, colBirth, birthErr)
	if note != "" {
		r.warn(&e, colBirth, note+": "+p.Birth.String())
	}
	p.Name = r.text(&e, colName, true)
	p.Village = r.text(&e, colVillage, false)
	p.Sex = choose(r, &e, colSex, sexes)
	p.Marital = choose(r, &e, colMarital, maritals)
	p.Life = choose(r, &e, colLife, lives)
	p.Recorded = choose(r, &e, colRecorded, answers)
	r.place(&e)
	return e
}

// place reads where somebody lives.
func (r reader) place(e *entry) {
	code, name := colDistrict, colDistrictName
	if !r.table.Has(colDistrict) {
		code = colKecamatan
	}
	if !r.table.Has(colDistrictName) && code == colDistrict {
		name = colKecamatan
	}
	region, err := table.Region(e.row.Cell(code))
	r.check(e, code, err)
	e.resident.District = region
	e.district = server.Partition{Region: region, Name: r.text(e, name, false)}
	if e.district.Name == "" || strings.Trim(e.district.Name, "0123456789. ") == "" {
		e.district.Name = string(region)
	}
}

func (r reader) text(e *entry, column string, must bool) string {
	s, err := table.Text(e.row.Cell(column), maxText)
	switch {
	case err != nil || !must:
	case s == "":
		err = &table.Problem{Meant: "nothing stands there"}
	case !strings.ContainsFunc(s, unicode.IsLetter):
		err = &table.Problem{Meant: "a name, which has letters"}
	}
	r.check(e, column, err)
	return s
}

func choose[T any](r reader, e *entry, column string, c table.Choice[T]) T {
	v, err := c.Read(e.row.Cell(column))
	r.check(e, column, err)
	return v
}

// check notes why a cell is not taken.
func (r reader) check(e *entry, column string, err error) {
	if err != nil {
		e.faults = append(e.faults, r.fault(e, column, err.Error()))
	}
}

func (r reader) warn(e *entry, column, what string) {
	e.warnings = append(e.warnings, r.fault(e, column, what))
}

func (r reader) fault(e *entry, column, meant string) table.Fault {
	return table.Fault{Row: e.row.Number, Column: r.table.Title(column), Read: table.Shown(e.row.Cell(column).Text), Meant: meant}
}
