package sandbox

import (
	"math/rand/v2"
	"strings"

	"ikd/station/siak"
)

// The word list of the made-up names.
var (
	givenMale = []string{
		"Adi", "Agung", "Ahmad", "Andi", "Arif", "Aditya", "Bagas", "Bambang", "Bayu", "Budi", "Cahyo", "Dadang", "Danu", "Dedi",
		"Dimas", "Doni", "Eko", "Fajar", "Farhan", "Galih", "Gilang", "Hadi", "Hasan", "Hendra", "Ilham", "Indra", "Irfan", "Joko",
		"Kurnia", "Lukman", "Ma'ruf", "Muhammad", "Nanang", "Nu'man", "Oki", "Panji", "Putra", "Rahmat", "Rangga", "Reza",
		"Rif'at", "Rizky", "Rudi", "Satria", "Sigit", "Slamet", "Surya", "Taufik", "Teguh", "Tri", "Ujang", "Wahyu", "Wawan",
		"Yanto", "Yoga", "Yusuf", "Zaki", "Abdul-Aziz", "Made", "Ketut",
	}
	givenFemale = []string{
		"Aisyah", "Anggun", "Anisa", "Ayu", "Bunga", "Citra", "Desi", "Dewi", "Diah", "Dian", "Eka", "Endang", "Fatimah", "Fitri",
		"Gita", "Hana", "Ida", "Indah", "Intan", "Kartika", "Komala", "Laras", "Lestari", "Lilis", "Maya", "Mega", "Melati",
		"Murni", "Nabila", "Nanik", "Ningsih", "Nur", "Nur-Aini", "Puspa", "Putri", "Rahayu", "Ratna", "Ratih", "Rini", "Rosita",
		"Salma", "Sari", "Sekar", "Shinta", "Siti", "Siti-Zahra", "Sri", "Sulastri", "Tika", "Titin", "Tuti", "Utami", "Vina",
		"Wati", "Widya", "Wulan", "Yanti", "Yuliana", "Zahra", "Ni'mah",
	}
	secondNames = []string{
		"Abimanyu", "Adiwijaya", "Anggraini", "Ardiansyah", "Baskoro", "Cahyadi", "Cendana", "Darmawan", "Djojohadi", "Effendi",
		"Fauzi", "Firmansyah", "Ginting", "Gunawan", "Hakim", "Handayani", "Harahap", "Hartono", "Hidayat", "Hutapea", "Iskandar",
		"Jayadi", "Kurniawan", "Kusuma", "Lubis", "Maharani", "Mahendra", "Manurung", "Mulyadi", "Nasution", "Nugroho", "Pamungkas",
		"Pangaribuan", "Permana", "Permata", "Prabowo", "Pradana", "Pranata", "Pratama", "Purnama", "Ramadhan", "Salim", "Santoso",
		"Saputra", "Saraswati", "Setiawan", "Siahaan", "Sihombing", "Simanjuntak", "Siregar", "Sitorus", "Soleh", "Subagyo",
		"Suharto", "Sukmana", "Suryana", "Syafi'i", "Tanjung", "Utomo", "Wibowo", "Wicaksono", "Widodo", "Wijaya", "Yudhistira",
	}
)

// newName makes up a name: often two words, not rarely one or three, sometimes
// as long as they get.
func newName(r *rand.Rand, sex siak.Sex) string {
	given := givenMale
	if sex == siak.Female {
		given = givenFemale
	}
	words := []string{pick(r, given)}
	for range secondWords(r.IntN(100)) {
		words = append(words, pick(r, secondNames))
	}
	if len(words) > 2 { // a second given name
		words[1] = pick(r, given)
	}
	return strings.Join(words, " ")
}

// secondWords is how many words follow the first, for a percentage.
func secondWords(percent int) int {
	switch {
	case percent < 15:
		return 0
	case percent < 65:
		return 1
	case percent < 95:
		return 2
	default:
		return 4
	}
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
