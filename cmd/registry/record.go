package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"ikd/station/siak"
)

// record is a resident as a file writes one, with the number of its row, counted
// from 1.
type record struct {
	number int
	fields map[string]string
}

// columns are those that a row may have.
var columns = []string{"nik", "name", "sex", "birth", "marital", "life", "recorded", "district", "district_name", "village"}

// What the words of a file mean.
var (
	sexes    = map[string]siak.Sex{"L": siak.Male, "P": siak.Female}
	maritals = map[string]siak.Marital{"belum-kawin": siak.Single, "kawin": siak.Married, "cerai-hidup": siak.Divorced, "cerai-mati": siak.Widowed}
	lives    = map[string]siak.Life{"": siak.Living, "hidup": siak.Living, "meninggal": siak.Deceased, "tidak-aktif": siak.Inactive, "ganda": siak.Duplicate}
	answers  = map[string]bool{"ya": true, "tidak": false}
)

// maxText bounds a name or a place, in bytes.
const maxText = 200

// resident reads a row. Its errors name the row and the column, never what is in
// it.
func (r record) resident() (res siak.Resident, err error) {
	var birth error
	if res.NIK, err = siak.ParseNIK(r.fields["nik"]); err != nil {
		return res, r.bad("nik")
	}
	res.Birth, birth = siak.ParseDate(r.fields["birth"])
	res.Name, res.Village, res.District = r.fields["name"], r.fields["village"], siak.Region(r.fields["district"])
	var sex, marital, life, recorded bool
	res.Sex, sex = sexes[r.fields["sex"]]
	res.Marital, marital = maritals[r.fields["marital"]]
	res.Life, life = lives[r.fields["life"]]
	res.Recorded, recorded = answers[r.fields["recorded"]]
	for column, good := range map[string]bool{
		"name": res.Name != "" && len(res.Name) <= maxText, "village": len(res.Village) <= maxText, "birth": birth == nil,
		"district": isRegion(res.District), "sex": sex, "marital": marital, "life": life, "recorded": recorded,
	} {
		if !good {
			return res, r.bad(column)
		}
	}
	return res, nil
}

func (r record) bad(column string) error {
	return fmt.Errorf("row %d: column %s cannot be read", r.number, column)
}

func (r record) districtName() string {
	if name := r.fields["district_name"]; name != "" && len(name) <= maxText {
		return name
	}
	return r.fields["district"]
}

func isRegion(r siak.Region) bool {
	return len(r) == 6 && strings.Trim(string(r), "0123456789") == ""
}

// readCSV reads rows after a first one with the columns' names.
func readCSV(in io.Reader) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		file := csv.NewReader(in)
		file.ReuseRecord = true
		names, err := file.Read()
		if err != nil {
			yield(record{}, errors.New("there is no first row with the columns' names"))
			return
		}
		names = slices.Clone(names)
		for _, name := range names {
			if !slices.Contains(columns, name) {
				yield(record{}, errors.New("the first row names a column that is not known"))
				return
			}
		}
		for n := 1; ; n++ {
			values, err := file.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(record{}, fmt.Errorf("row %d: not CSV with as many columns as the first", n))
				return
			}
			fields := make(map[string]string, len(names))
			for i, value := range values {
				fields[names[i]] = strings.TrimSpace(value)
			}
			if !yield(record{n, fields}, nil) {
				return
			}
		}
	}
}

// readLines reads JSON Lines.
func readLines(in io.Reader) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		file := json.NewDecoder(in)
		for n := 1; ; n++ {
			fields := map[string]string{}
			err := file.Decode(&fields)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(record{}, fmt.Errorf("row %d: not an object of texts", n))
				return
			}
			if !yield(record{n, fields}, nil) {
				return
			}
		}
	}
}
