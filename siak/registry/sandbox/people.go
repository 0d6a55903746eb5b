package sandbox

import (
	"math/rand/v2"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// person is a made-up person with what only the sandbox knows.
type person struct {
	server.Person
	role   role
	inArea bool
}

// maker makes up people. The same seed and year give the same people.
type maker struct {
	rand  *rand.Rand
	niks  *nikMaker
	today siak.Date
	pools map[role]int
	last  int64 // the id given last
}

func newMaker(seed, stream uint64, niks *nikMaker, now time.Time) *maker {
	return &maker{
		rand:  rand.New(rand.NewPCG(seed, stream)),
		niks:  niks,
		today: siak.DateOf(now.In(officeRegion.Zone())),
		pools: map[role]int{},
	}
}

// inhabitant makes the i-th person of the given places.
func (m *maker) inhabitant(i int, places []place, inArea bool) person {
	return m.make(m.nextRole(i, inArea), pick(m.rand, places), inArea)
}

// nextRole is the i-th role of the cycle, but for pools that are full and roles
// that do not exist out there.
func (m *maker) nextRole(i int, inArea bool) role {
	r := cycle[i%len(cycle)]
	if !r.local() {
		return r
	}
	if !inArea || m.pools[r] == maxPool {
		return roleEligible
	}
	m.pools[r]++
	return r
}

func (m *maker) make(as role, at place, inArea bool) person {
	m.last++
	p := person{Person: server.Person{ID: m.last}, role: as, inArea: inArea}
	r := &p.Resident
	r.Sex = siak.Sex(1 + m.rand.IntN(2))
	r.Name = newName(m.rand, r.Sex)
	r.District, r.Village = at.region, pick(m.rand, at.villages)
	r.Recorded = as != roleUnrecorded
	if as == roleGone {
		r.Life = siak.Life(1 + m.rand.IntN(int(siak.Duplicate)))
	}
	for r.NIK.IsZero() { // a full birthday draws another one
		r.Birth, r.Marital = m.birth(as)
		r.NIK, _ = m.niks.next(m.nikRegion(p), m.nikBirth(p), r.Sex)
	}
	return p
}

// birth draws a date of birth and whether married. One in two hundred of the
// eligible is not yet 17 but married: subject to KTP all the same.
func (m *maker) birth(as role) (siak.Date, siak.Marital) {
	switch {
	case as == roleMinor:
		return m.bornYearsAgo(15, 16), siak.Single
	case as == roleEligible && m.rand.IntN(200) == 0:
		return m.bornYearsAgo(16, 16), siak.Married
	case m.rand.IntN(3) == 0:
		return m.bornYearsAgo(18, 35), siak.Single
	default:
		return m.bornYearsAgo(22, 80), siak.Marital(int(siak.Married) + m.rand.IntN(3))
	}
}

// bornYearsAgo is a day of a year so many years before this one: who is born
// 18 or more calendar years ago is 17 all year, and who is born 16 ago is not.
func (m *maker) bornYearsAgo(least, most int) siak.Date {
	year := m.today.Year - least - m.rand.IntN(most-least+1)
	return siak.DateOf(time.Date(year, 1, 1+m.rand.IntN(365), 0, 0, 0, 0, time.UTC))
}

// What is unusual with a person whose eligibility comes with warnings.
const (
	oddRegion = iota
	oddBirth
	oddFace
	oddities
)

func (p person) oddity() int { return p.draw(1, oddities) }

// draw is a number below n that is always the same for a person, and has
// nothing to do with their role (roles come in a cycle) or with other draws.
func (p person) draw(which, n uint64) int {
	x := (uint64(p.ID) ^ which<<48) * 0x9e3779b97f4a7c15 // Knuth's multiplicative hashing
	return int((x >> 32) % n)
}

// nikRegion is where the NIK was issued: the kecamatan, a neighbouring one of
// the same city, or, to be looked at twice, another city.
func (m *maker) nikRegion(p person) siak.Region {
	home := p.District
	switch {
	case p.role == roleWarned && p.oddity() == oddRegion && p.inArea:
		return pick(m.rand, elsewhere).region
	case p.role == roleWarned && p.oddity() == oddRegion:
		return pick(m.rand, area).region
	case p.inArea && m.rand.IntN(5) == 0:
		return pick(m.rand, area).region
	default:
		return home
	}
}

// nikBirth is the birth date with which the NIK was issued.
func (m *maker) nikBirth(p person) siak.Date {
	d := p.Birth
	if p.role == roleWarned && p.oddity() == oddBirth {
		d.Day = d.Day%28 + 1
	}
	return d
}
