package words

import "ikd/station/siak"

// depok has the names of the kecamatan of Kota Depok (Kepmendagri
// 100.1.1-6117/2022). Other districts have the names that the registry sends, see
// [Learn]; without a name the code is shown.
var depok = map[siak.Region]string{
	"327601": "Pancoran Mas", "327602": "Cimanggis", "327603": "Sawangan", "327604": "Limo",
	"327605": "Sukmajaya", "327606": "Beji", "327607": "Cipayung", "327608": "Cilodong",
	"327609": "Cinere", "327610": "Tapos", "327611": "Bojongsari",
}

// Place is where somebody lives: "Kel. Kukusan, Kec. Beji"; "" where nothing is
// known.
func (w *Words) Place(village string, district siak.Region) string {
	where := w.district(district)
	switch {
	case village == "":
		return where
	case where == "":
		return w.Text("region.village", village)
	default:
		return w.Text("region.village", village) + ", " + where
	}
}

// district is the name of a district, or its code; "" for no district.
func (w *Words) district(r siak.Region) string {
	if name, ok := depok[r]; ok {
		return w.Text("region.district", name)
	}
	if name := learned(r); name != "" {
		return w.Text("region.district", name)
	}
	if len(r) != 6 {
		return ""
	}
	return w.Text("region.code", string(r[:2]+"."+r[2:4]+"."+r[4:]))
}
