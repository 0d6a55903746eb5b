package sandbox

import "ikd/station/siak"

// place is a kecamatan with its kelurahan.
type place struct {
	region   siak.Region
	name     string
	villages []string
}

// Codes and names are those of Kemendagri's list of administrative regions
// (Kepmendagri 100.1.1-6117/2022): Kota Depok is 32.76, and the kelurahan are
// 32.76.01.1006 to .1011, 32.76.05.1001 to .1010 and 32.76.06.1001 to .1006.
var area = []place{
	{"327601", "Pancoran Mas", []string{
		"Depok", "Depok Jaya", "Pancoran Mas", "Mampang", "Rangkapan Jaya Baru", "Rangkapan Jaya",
	}},
	{"327605", "Sukmajaya", []string{
		"Sukmajaya", "Abadijaya", "Mekarjaya", "Baktijaya", "Cisalak", "Tirtajaya",
	}},
	{"327606", "Beji", []string{
		"Beji", "Kukusan", "Tanah Baru", "Kemiri Muka", "Pondok Cina", "Beji Timur",
	}},
}

// elsewhere are kecamatan outside the stations' area: Pasar Minggu of Jakarta
// Selatan (31.74.04) and Bekasi Timur of Kota Bekasi (32.75.01).
var elsewhere = []place{
	{"317404", "Pasar Minggu", []string{
		"Pejaten Barat", "Pejaten Timur", "Pasar Minggu", "Kebagusan", "Jati Padang", "Ragunan", "Cilandak Timur",
	}},
	{"327501", "Bekasi Timur", []string{"Bekasi Jaya", "Margahayu", "Duren Jaya", "Aren Jaya"}},
}

// officeRegion and officeName are of the office whose counters use the sandbox.
const (
	officeRegion = siak.Region("327601")
	officeName   = "Disdukcapil Kota Depok (latihan)"
)
