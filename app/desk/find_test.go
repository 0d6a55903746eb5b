//go:build cgo

package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// finder searches the office's real cache and writes into its real audit.
func (o *office) finder() desk.Finder {
	return desk.Finder{Register: o.store.Cache, Audit: o.audit, Policy: o.deps.Policy, Now: o.now}
}

// resident is somebody of the cache, whose phone would lead to the outcome.
func (o *office) resident(outcome siak.Outcome) siak.Resident {
	o.t.Helper()
	r := o.phone(sandbox.PhoneRequest{Outcome: outcome})
	return o.judge(scanner.Reading{Text: r.Text, At: r.At}, outcome).Record.Resident
}

func TestFindByNameAndByNIK(t *testing.T) {
	o := newOffice(t)
	for outcome, is := range map[siak.Outcome]func(desk.Person) bool{
		siak.Eligible:             func(p desk.Person) bool { return p.Recorded && !p.Active && p.EligibleOn.IsZero() },
		siak.NotRecorded:          func(p desk.Person) bool { return !p.Recorded },
		siak.ActiveOnAnotherPhone: func(p desk.Person) bool { return p.Active },
		siak.DeceasedOrInactive:   func(p desk.Person) bool { return p.Life != siak.Living },
		siak.UnderAge:             func(p desk.Person) bool { return p.EligibleOn == p.Birth.Anniversary(17) },
	} {
		want := o.resident(outcome)
		o.written()
		for subject, q := range map[string]desk.Query{
			"name-found": {Name: strings.ToLower(want.Name), Birth: want.Birth},
			"nik-found":  {NIK: want.NIK},
		} {
			found, err := o.finder().Find(t.Context(), q)
			i := slices.IndexFunc(found.People, func(p desk.Person) bool { return p.NIK == want.NIK })
			if err != nil || i < 0 || !is(found.People[i]) || found.People[i].Name != want.Name {
				t.Errorf("%s, %s: not found as what it is, %v", outcome, subject, err)
			}
			var about [siak.MostLookedUp]siak.NIK
			for i, p := range found.People {
				about[i] = p.NIK
			}
			wantNotes := []desk.Note{{Act: desk.ActSearch, Subject: subject, People: about}}
			if notes := o.written(); !slices.Equal(notes, wantNotes) {
				t.Errorf("%s: accounted for as %v, want %v", outcome, notes, wantNotes)
			}
		}
	}
}

func TestFindNobody(t *testing.T) {
	o := newOffice(t)
	who := o.resident(siak.Eligible)
	o.written()
	for subject, q := range map[string]desk.Query{
		"name-not-found": {Name: who.Name, Birth: who.Birth.Anniversary(1)},
		"nik-not-found":  {NIK: mustNIK(t, "3276061201919999")},
	} {
		found, err := o.finder().Find(t.Context(), q)
		if err != nil || len(found.People) != 0 || found.Empty {
			t.Errorf("%s: %d found, empty %t, %v", subject, len(found.People), found.Empty, err)
		}
		if notes := o.written(); len(notes) != 1 || notes[0].Subject != subject || notes[0].People[0] != q.NIK {
			t.Errorf("accounted for as %v", notes)
		}
	}
}

func mustNIK(t *testing.T, s string) siak.NIK {
	t.Helper()
	nik, err := siak.ParseNIK(s)
	if err != nil {
		t.Fatal(err)
	}
	return nik
}

// register is a cache that fails, or has more than are shown, or nobody.
type register struct {
	desk.Register
	people []siak.Resident
	err    error
}

func (r register) Search(context.Context, string, siak.Date) ([]siak.Resident, error) {
	return r.people, r.err
}

func (r register) Freshness(context.Context) (siak.Freshness, error) { return siak.Freshness{}, nil }

func TestFindSaysWhyNobodyIsGiven(t *testing.T) {
	o := newOffice(t)
	f := o.finder()
	f.Register = register{people: make([]siak.Resident, desk.MostFound+1)}
	if found, err := f.Find(t.Context(), desk.Query{}); err != nil || !found.More || len(found.People) != desk.MostFound {
		t.Errorf("of many %d are given, %v", len(found.People), err)
	}
	f.Register = register{}
	if found, err := f.Find(t.Context(), desk.Query{}); err != nil || !found.Empty {
		t.Errorf("a cache that was never filled is not told, %v", err)
	}
	f.Register = register{err: siak.E("test", siak.KindLocked, nil)}
	if _, err := f.Find(t.Context(), desk.Query{}); siak.KindOf(err) != siak.KindLocked {
		t.Errorf("a locked store: %v", err)
	}
	subjects := []string{}
	for _, n := range o.written() {
		subjects = append(subjects, n.Subject+string(n.Kind))
	}
	if want := []string{"name-many", "name-not-found", "namelocked"}; !slices.Equal(subjects, want) {
		t.Errorf("accounted for as %q", subjects)
	}
	f = o.finder()
	f.Audit = func(context.Context, desk.Note) error { return errors.New("full") }
	who := o.resident(siak.Eligible)
	if found, err := f.Find(t.Context(), desk.Query{NIK: who.NIK}); err == nil || len(found.People) != 0 {
		t.Error("somebody is given who could not be accounted for")
	}
}

// Somebody who is looked up is as old as the judgement of a code would say: by the
// registry's clock, in the office's zone, and not by the laptop's clock alone.
func TestFindKnowsTheDay(t *testing.T) {
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, siak.WIT)
	f := desk.Finder{
		Register: register{people: []siak.Resident{{Birth: siak.Date{Year: 2009, Month: 11, Day: 22}, Marital: siak.Single}}},
		Audit:    func(context.Context, desk.Note) error { return nil },
		Policy:   siak.DefaultPolicy("917103"),
		Now:      func() time.Time { return midnight.Add(-3 * time.Hour) },
	}
	for offset, want := range map[time.Duration]int{0: 16, 3*time.Hour - time.Minute: 16, 3 * time.Hour: 17, 4 * time.Hour: 17} {
		f.Offset = func() (time.Duration, bool) { return offset, true }
		found, err := f.Find(t.Context(), desk.Query{Name: "x"})
		if err != nil || len(found.People) != 1 {
			t.Fatalf("%d found, %v", len(found.People), err)
		}
		if p := found.People[0]; p.Age != want || p.EligibleOn.IsZero() != (want == 17) {
			t.Errorf("clock off by %v: age %d, eligible on %s; want age %d", offset, p.Age, p.EligibleOn, want)
		}
	}
	f.Offset = nil
	if found, err := f.Find(t.Context(), desk.Query{Name: "x"}); err != nil || found.People[0].Age != 16 {
		t.Errorf("without a measurement: %v", err)
	}
}
