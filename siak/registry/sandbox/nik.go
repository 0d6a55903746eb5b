package sandbox

import (
	"fmt"

	"ikd/station/siak"
)

// Serials of made-up NIKs: no real one reaches them.
const (
	firstSerial = 9000
	serials     = 1000
)

// nikMaker gives every person another NIK.
type nikMaker struct{ taken map[string]int }

func newNIKMaker() *nikMaker { return &nikMaker{taken: map[string]int{}} }

// next is the next free NIK of that region, birth date and sex; false when
// its thousand serials are used up.
func (m *nikMaker) next(region siak.Region, birth siak.Date, sex siak.Sex) (siak.NIK, bool) {
	stem := nikStem(region, birth, sex)
	n := m.taken[stem]
	if n == serials {
		return siak.NIK{}, false
	}
	m.taken[stem] = n + 1
	nik, err := siak.ParseNIK(fmt.Sprintf("%s%04d", stem, firstSerial+n))
	return nik, err == nil
}

// nikStem is the NIK without its serial; 40 is added to a woman's day of birth.
func nikStem(region siak.Region, birth siak.Date, sex siak.Sex) string {
	day := birth.Day
	if sex == siak.Female {
		day += 40
	}
	return fmt.Sprintf("%s%02d%02d%02d", region, day, birth.Month, birth.Year%100)
}
