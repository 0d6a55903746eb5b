package siak

import "time"

// Region is a code of Kemendagri's list of administrative regions without its
// dots: 2 digits a province, 4 a city or regency, 6 a kecamatan (district).
type Region string

// plausible reports whether the code can be one of the list: provinces run
// from 11 (Aceh) to 96 (Papua Barat Daya), and no level is numbered 00.
func (r Region) plausible() bool {
	return len(r) == 6 && r[:2] >= "11" && r[:2] <= "96" && r[2:4] != "00" && r[4:] != "00"
}

// Province is the first two digits, or "" where there are fewer.
func (r Region) Province() string {
	if len(r) < 2 {
		return ""
	}
	return string(r[:2])
}

// City is the first four digits, or the whole code where there are fewer.
func (r Region) City() Region {
	if len(r) < 4 {
		return r
	}
	return r[:4]
}

// The three legal times of Indonesia (Keppres 41/1987): none of them has ever
// had summer time since, so a fixed offset is the whole truth and the program
// needs no zone database (Windows has none).
var (
	WIB  = time.FixedZone("WIB", 7*3600)
	WITA = time.FixedZone("WITA", 8*3600)
	WIT  = time.FixedZone("WIT", 9*3600)
)

// Zone is the legal time of a region, by its province; WIB where the code
// says nothing.
func (r Region) Zone() *time.Location {
	switch p := r.Province(); {
	case p >= "51" && p <= "53", // Bali, NTB, NTT
		p >= "63" && p <= "65", // South, East and North Kalimantan
		p >= "71" && p <= "76": // Sulawesi
		return WITA
	case p >= "81" && p <= "82", // Maluku
		p >= "91" && p <= "96": // Papua
		return WIT
	default:
		return WIB
	}
}
