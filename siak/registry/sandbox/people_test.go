package sandbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, siak.WIB)

// make1000 draws people as Open does.
func make1000(seed uint64) []person {
	m := newMaker(seed, 0, newNIKMaker(), noon)
	var all []person
	for i := range 1000 {
		all = append(all, m.inhabitant(i, area, true))
	}
	return all
}

func TestPeopleAreDrawnFromTheSeed(t *testing.T) {
	a, b, c := make1000(1), make1000(1), make1000(2)
	same := 0
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("person %d is another one", i)
		}
		if a[i].Name == c[i].Name {
			same++
		}
	}
	if same > 50 {
		t.Errorf("%d people have the same name under another seed", same)
	}
}

func TestPeopleAreMadeUp(t *testing.T) {
	niks := map[siak.NIK]bool{}
	kinds := map[string]int{}
	for _, p := range make1000(1) {
		r := p.Resident
		if serial := r.NIK.Digits()[12:]; serial < "9000" {
			t.Errorf("a NIK with the serial %s", serial)
		}
		if niks[r.NIK] {
			t.Error("a NIK was given twice")
		}
		niks[r.NIK] = true
		if r.District.City() != "3276" {
			t.Errorf("lives in %s", r.District)
		}
		words := strings.Fields(r.Name)
		count(kinds, "one word", len(words) == 1)
		count(kinds, "long", len(words) > 4)
		count(kinds, "hyphen", strings.Contains(r.Name, "-"))
		count(kinds, "apostrophe", strings.Contains(r.Name, "'"))
		count(kinds, "NIK of another city", r.NIK.Region().City() != "3276")
		count(kinds, "NIK of another birth date", !r.NIK.BornOn(r.Birth))
		count(kinds, "married under age", r.Birth.AgeOn(siak.DateOf(noon)) < 17 && r.Marital.EverMarried())
		count(kinds, "women", r.Sex == siak.Female)
		count(kinds, "face pending", face(p) == siak.FacePending)
		count(kinds, "active on a phone with ES256", p.role == roleActiveThis && phoneAlgorithm(p) == credential.ES256)
		count(kinds, "active on a phone with EdDSA", p.role == roleActiveThis && phoneAlgorithm(p) == credential.EdDSA)
		c := credential.Registration{Name: r.Name, Birth: r.Birth}
		disguise(&c, p)
		count(kinds, "impostor by name", p.role == roleImpostor && c.Name != r.Name)
		count(kinds, "impostor by birth date", p.role == roleImpostor && c.Birth != r.Birth)
	}
	for kind, n := range kinds {
		if n == 0 {
			t.Errorf("nobody: %s", kind)
		}
	}
}

func count(kinds map[string]int, kind string, is bool) {
	kinds[kind] += 0 // known, even if nobody is
	if is {
		kinds[kind]++
	}
}

// Whoever is made on any day of a year has the age of the role on all its days.
func TestAgesHoldAllYear(t *testing.T) {
	for _, day := range []time.Time{
		time.Date(2026, 1, 1, 0, 0, 0, 0, siak.WIB), time.Date(2026, 12, 31, 23, 0, 0, 0, siak.WIB), time.Date(2028, 2, 29, 8, 0, 0, 0, siak.WIB),
	} {
		m := newMaker(4, 0, newNIKMaker(), day)
		for i := range 1000 {
			p := m.inhabitant(i, area, true)
			adult := p.Birth.AgeOn(siak.DateOf(day)) >= 17 || p.Marital.EverMarried()
			if adult == (p.role == roleMinor) {
				t.Fatalf("on %s: role %d, born %s", day, p.role, p.Birth)
			}
		}
	}
}

func TestNIKsRunOut(t *testing.T) {
	m := newNIKMaker()
	birth := siak.Date{Year: 2000, Month: 2, Day: 29}
	for i := range serials {
		if _, ok := m.next("327601", birth, siak.Female); !ok {
			t.Fatalf("no NIK after %d", i)
		}
	}
	if _, ok := m.next("327601", birth, siak.Female); ok {
		t.Error("a thousand and one NIKs for one day")
	}
	nik, ok := m.next("327601", birth, siak.Male)
	if !ok || nik.Sex() != siak.Male || !nik.BornOn(birth) {
		t.Error("no NIK for the other sex")
	}
}

func TestEveryOutcomeHasARole(t *testing.T) {
	for _, o := range siak.Outcomes() {
		role, ok := roleOf[o]
		if !ok {
			t.Errorf("the outcome %s has no role in roleOf of siak/registry/sandbox/roles.go", o)
		}
		// Nobody is needed for 0, and the newly recorded are made when they are asked for.
		if role != 0 && role != roleNew && !slices.Contains(cycle, role) {
			t.Errorf("the role %d of the outcome %s has no share in cycle of siak/registry/sandbox/roles.go", role, o)
		}
	}
	if len(cycle) != MinPeople {
		t.Errorf("a cycle of %d, want %d", len(cycle), MinPeople)
	}
}
