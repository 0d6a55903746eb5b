package store

import (
	"slices"
	"strings"
	"testing"

	"ikd/station/store/internal/cache"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/siak/personname"
	"ikd/station/store/internal/storetest"
)

// Spellings that are one name to an officer.
func TestSpellingsFallTogether(t *testing.T) {
	for _, group := range [][]string{
		{"MUHAMMAD RIZKI", "Muh. Rizki", "Moch Rizqi", "M. Rizki", "Mohammad Rizky", "MHD RIZKI", "Mochamad  RIZQY", "Muhamad Rizki, S.Pd., M.M."},
		{"AHMAD SYARIF", "Achmad Sjarif", "H. Akhmad Sharif", "ahmad syarief", "AHMAD SYARIEF, SE"},
		{"SITI AISYAH", "Hj. Siti Aisyah", "Siti-Aisyah", "siti aisyah, S.Pd.I", "SITTI AISYAH", "Aisyah Siti"},
		{"SOEKARNO PUTRA", "Sukarno Putra", "dr. Soekarno Putra", "IR. SUKARNO PUTRA"},
		{"DJOKO TJIPTO", "Joko Cipto"},
		{"NURHALIZA FITRI", "Noerhaliza Pitri", "NOORHALIZA VITRI"},
		{"YUSUF HABIBIE", "Jusuf Habibi", "YUSUP HABIBI"},
		{"JOSÉ DA COSTA", "Jose da Costa"},
		{"ABDUL KHAIRUL", "Abd. Chairul", "ABDOEL HAIRUL"},
	} {
		want := personname.Normalize(group[0])
		for _, other := range group[1:] {
			if got := personname.Normalize(other); !slices.Equal(got, want) {
				t.Errorf("a spelling of its own: %v and %v", got, want)
			}
		}
	}
}

// Names that must stay apart.
func TestDifferentNamesStayApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"BUDI SANTOSO", "BUDI SANTIKA"}, {"DEWI", "DEDI"}, {"RINA", "RANI"}, {"AGUS", "BAGUS"}, {"MUHAMMAD", "MAHMUD"}, {"SARI", "SRI"},
	} {
		if slices.Equal(personname.Normalize(pair[0]), personname.Normalize(pair[1])) {
			t.Errorf("%v fall together", pair)
		}
	}
}

// A title alone, or nothing, is a name as well.
func TestFoldKeepsSomething(t *testing.T) {
	for name, want := range map[string][]string{"HAJI": {"HAJI"}, "H. M. SE": {"M"}, "": nil, " - ": nil} {
		if got := personname.Normalize(name); len(got) != len(want) || len(want) > 0 && !slices.Equal(got, []string{personname.Spell(want[0])}) {
			t.Errorf("%q gives %v", name, got)
		}
	}
}

var (
	drawWord = rapid.StringMatching(`[A-Z]{2,10}`).Filter(func(w string) bool { return !personname.Titles[w] })
	drawName = rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(drawWord, 1, 4).Draw(t, "words"), " ")
	})
)

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawName.Draw(t, "name")
		folded := personname.Normalize(name)
		for _, w := range folded {
			if personname.Spell(w) != w {
				t.Fatalf("a folded word folds again")
			}
		}
		same := func(other string) {
			if !slices.Equal(personname.Normalize(other), folded) {
				t.Fatalf("%q and %q differ", name, other)
			}
		}
		same(strings.ToLower(name))
		same(strings.ReplaceAll(name, " ", "  "))
		same("Hj. " + name + ", S.Kom., M.M.")
		if !strings.HasPrefix(name, "M ") {
			same(strings.ReplaceAll(name, " ", "-"))
		}
	})
}

// Everybody is found by the own name, in any spelling of it, with the birth
// date; nobody by another date or somebody else's name.
func TestSearch(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	c := s.Cache
	all := storetest.People(300)
	apply(t, c, siak.Page{From: at(0, 0), To: at(1, 300), Upserts: all})
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "who")
		spelled := rapid.SampledFrom([]string{p.Name, strings.ToLower(p.Name), "Hj. " + p.Name + ", S.Pd.", strings.ReplaceAll(p.Name, "U", "OE"), strings.Fields(p.Name)[0] + " " + strings.Fields(p.Name)[1]}).Draw(t, "spelling")
		found, err := c.Search(t.Context(), spelled, p.Birth)
		check(t, err)
		if !slices.Contains(found, p) {
			t.Fatal("not found")
		}
		for _, f := range found {
			if f.Birth != p.Birth {
				t.Fatal("somebody with another birth date")
			}
		}
	})
	wrong := all[0].Birth
	wrong.Year--
	if found, err := c.Search(t.Context(), all[0].Name, wrong); err != nil || slices.Contains(found, all[0]) {
		t.Fatalf("found by another date (%v)", err)
	}
	for _, name := range []string{"", "H.", "XYZZY", strings.Repeat("A B ", 1000)} {
		if found, err := c.Search(t.Context(), name, all[0].Birth); err != nil || len(found) != 0 {
			t.Fatalf("%d found by nothing (%v)", len(found), err)
		}
	}
}

// Names that are written together or apart, short, or by another spelling lead to
// each other through the index as it is kept, which knows neither.
func TestSearchTogetherAndApart(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	for i, pair := range [][2]string{
		{"NURAINI", "Nur Aini"},
		{"NUR AINI", "Nuraini"},
		{"NURAINI HASAN", "Nur Aini Hasan"},
		{"SRI WAHYU NINGSIH", "Sri Wahyuningsih"},
		{"NUR RAHMAH", "Nurahmah"},
		{"ABDURRAHMAN", "Abd. Rahman"},
		{"M.ALI", "Muhammad Ali"},
		{"CHANDRA WIJAYA", "Candra Widjaja"},
		{"ST. AMINAH", "Siti Aminah"},
		{"MA'RUF", "Makruf"},
		{"I MD. SUDIANA", "I Made Sudiana"},
	} {
		p := storetest.MadeUp(i + 1)
		p.Name, p.Version = pair[0], uint64(10*(i+1))
		apply(t, s.Cache, siak.Page{From: at(min(uint64(i), 1), uint64(10*i)), To: at(1, p.Version), Upserts: []siak.Resident{p}})
		found, err := s.Cache.Search(t.Context(), pair[1], p.Birth)
		storetest.OK(t, err)
		if !slices.Contains(found, p) {
			t.Errorf("%s does not find %s", pair[1], pair[0])
		}
	}
}

// Who changed the name is found by the new one alone; who left, not at all. The
// index forgets with them.
func TestSearchFollowsChanges(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	c := s.Cache
	p := storetest.MadeUp(1)
	p.Name = "SITI AISYAH"
	apply(t, c, siak.Page{From: at(0, 0), To: at(1, 10), Upserts: []siak.Resident{p}})
	before := p
	p.Name, p.Version = "DEWI LESTARI", 20
	apply(t, c, siak.Page{From: at(1, 10), To: at(1, 20), Upserts: []siak.Resident{p}})
	if found, err := c.Search(t.Context(), before.Name, p.Birth); err != nil || len(found) != 0 {
		t.Fatalf("found by the old name (%v)", err)
	}
	if found, err := c.Search(t.Context(), p.Name, p.Birth); err != nil || !slices.Contains(found, p) {
		t.Fatalf("not found by the new name (%v)", err)
	}
	apply(t, c, siak.Page{From: at(1, 20), To: at(1, 30), Removed: []siak.Tombstone{{NIK: p.NIK, Version: 30}}})
	var left int
	storetest.OK(t, cache.FileOf(c).Reader.QueryRowContext(t.Context(), `SELECT count(*) FROM words`).Scan(&left))
	if left != 0 {
		t.Fatalf("%d tokens left", left)
	}
}

// No token is that of a common name: with as many birth dates as people, no two
// tokens are the same.
func TestTokensDoNotCountNames(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	var all []siak.Resident
	for i := range 300 {
		p := storetest.People(300)[i]
		p.Name = "MUHAMMAD"
		p.Birth.Year = 1000 + i
		all = append(all, p)
	}
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 400), Upserts: all})
	var tokens int
	storetest.OK(t, cache.FileOf(s.Cache).Reader.QueryRowContext(t.Context(), `SELECT count(DISTINCT token) FROM words`).Scan(&tokens))
	if tokens != len(all) {
		t.Fatalf("%d tokens of %d people", tokens, len(all))
	}
}
