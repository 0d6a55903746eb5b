package desk

import (
	"cmp"
	"context"
	"time"

	"ikd/station/siak"
)

// Register is the cache as it is searched by name or NIK; *store.Cache is one.
type Register interface {
	Residents
	// Search finds people by name and birth date, the best matches first.
	Search(ctx context.Context, name string, birth siak.Date) ([]siak.Resident, error)
}

// Finder looks people up whose phone is not there to say who they are. It
// identifies and nothing more: nothing that it gives can be confirmed.
type Finder struct {
	Register Register
	// Audit writes a note down before it returns.
	Audit  func(ctx context.Context, n Note) error
	Policy siak.Policy
	Now    func() time.Time // by the laptop's clock
	// Offset is the registry's clock minus the laptop's, as in [Deps]: an age that
	// is shown here and one that is judged must be by the same clock. It may be nil.
	Offset func() (time.Duration, bool)
}

// Query names a person, by NIK or else by name and birth date.
type Query struct {
	NIK   siak.NIK
	Name  string
	Birth siak.Date
}

// MostFound is how many people [Found] lists: who has more before him has not
// asked exactly enough, and need not see them.
const MostFound = siak.MostLookedUp

// Found is what a look-up gave.
type Found struct {
	People []Person
	More   bool // others were found too
	// Empty: the cache was never filled, so that finding nobody says nothing.
	Empty bool
}

// Person is what an officer is told of somebody who was looked up.
type Person struct {
	NIK      siak.NIK // prints masked
	Name     string
	Sex      siak.Sex
	Birth    siak.Date
	Age      int // whole years today in the office's zone
	District siak.Region
	Village  string
	Life     siak.Life
	Recorded bool
	Active   bool // the digital ID is, on some phone
	// EligibleOn is from when, for who is too young; else zero.
	EligibleOn siak.Date
}

// What a search was by, and what it gave, in the words of the audit.
const (
	byNIK, byName               = "nik", "name"
	gaveOne, gaveMany, gaveNone = "-found", "-many", "-not-found"
)

// Find looks a person up in the cache. That is in the audit, without a word of
// whom it was about, before Find returns; where it cannot be written nothing is
// given. It fails with the store's kinds.
func (f Finder) Find(ctx context.Context, q Query) (Found, error) {
	subject := byName
	if !q.NIK.IsZero() {
		subject = byNIK
	}
	found, err := f.find(ctx, q)
	switch {
	case err != nil:
	case found.More:
		subject += gaveMany
	case len(found.People) > 0:
		subject += gaveOne
	default:
		subject += gaveNone
	}
	note := Note{Act: ActSearch, Kind: siak.KindOf(err), Subject: subject, People: found.about(q)}
	if noteErr := f.Audit(context.WithoutCancel(ctx), note); noteErr != nil {
		return Found{}, cmp.Or(err, noteErr)
	}
	return found, err
}

// about are the people whom a look-up was about: those who were shown, and who was
// asked for and not found.
func (f Found) about(q Query) (people [siak.MostLookedUp]siak.NIK) {
	people[0] = q.NIK
	for i, p := range f.People {
		people[i] = p.NIK
	}
	return people
}

func (f Finder) find(ctx context.Context, q Query) (found Found, err error) {
	people, err := f.residents(ctx, q)
	if err != nil {
		return found, err
	}
	if len(people) == 0 {
		fresh, err := f.Register.Freshness(ctx)
		return Found{Empty: fresh.SyncedAt.IsZero() && fresh.Residents == 0}, err
	}
	found.More = len(people) > MostFound
	for _, r := range people[:min(len(people), MostFound)] {
		found.People = append(found.People, f.person(r))
	}
	return found, nil
}

func (f Finder) residents(ctx context.Context, q Query) ([]siak.Resident, error) {
	if q.NIK.IsZero() {
		return f.Register.Search(ctx, q.Name, q.Birth)
	}
	r, known, err := f.Register.Resident(ctx, q.NIK)
	if err != nil || !known {
		return nil, err
	}
	return []siak.Resident{r}, nil
}

func (f Finder) person(r siak.Resident) Person {
	now := f.Now()
	if f.Offset != nil {
		offset, _ := f.Offset() // none: the laptop's clock is all there is
		now = now.Add(offset)
	}
	return Person{
		NIK: r.NIK, Name: r.Name, Sex: r.Sex, Birth: r.Birth, District: r.District, Village: r.Village,
		Life: r.Life, Recorded: r.Recorded, Active: !r.ActivePhone.IsZero(),
		Age: f.Policy.AgeAt(r.Birth, now), EligibleOn: f.Policy.SubjectToKTPFrom(r, now),
	}
}
