package storagetest

import (
	"errors"
	"slices"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// testImport takes residents in twice, with what changed meanwhile.
func testImport(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d := w.NewCitizens(t, 0, 1)[0], w.NewStation(t)
	w.Submit(t, d, d.Activation(t, w, c))
	if active, _, err := w.Registry.Finish(t.Context(), c.RegistrationID, w.code(t, c.RegistrationID)); err != nil || !active {
		t.Fatalf("active %v, error %v", active, err)
	}
	residents := Residents(t, 0, 1500) // more than one transaction takes
	residents[3].District = next
	residents = slices.Insert(residents, 5, residents[4]) // twice: the later one counts
	residents[4].Name = "Nama Lama"
	w.wantImport(t, residents, nil, population.Imported{Added: 1499, Same: 1})
	residents[4] = residents[5]
	residents[7].Name, residents[8].District = "Nama Baru", elsewhere
	w.wantImport(t, residents, nil, population.Imported{Changed: 2, Same: 1498})
	w.wantImport(t, Residents(t, 1500, 2), errOwn, population.Imported{Added: 2})
	strange := Residents(t, 1502, 1)
	strange[0].District = "999999"
	if _, err := w.Registry.Import(t.Context(), rows(strange, nil)); siak.KindOf(err) != siak.KindNotFound {
		t.Errorf("to nowhere: %v", err)
	}

	p, _, err := personByNIK(t, w, c.NIK)
	if err != nil || p.ActivePhone.IsZero() {
		t.Errorf("the active phone is gone, error %v", err)
	}
	read(t, w.Store, func(tx server.Tx) error {
		people, err := tx.ChangedPeople(home, 0, 2000)
		here, _, err2 := tx.Partition(home)
		if len(people) != 1500 || here.Total != 1500 || here.Seq != people[len(people)-1].Version {
			t.Errorf("%d people of %d, to %d", len(people), here.Total, here.Seq)
		}
		if !slices.IsSortedFunc(people, func(a, b server.Person) int { return int(a.Version) - int(b.Version) }) {
			t.Error("versions do not rise")
		}
		return errors.Join(err, err2)
	})
}

func (w *Harness) wantImport(t *testing.T, residents []siak.Resident, ends error, want population.Imported) {
	t.Helper()
	got, err := w.Registry.Import(t.Context(), rows(residents, ends))
	if !errors.Is(err, ends) || got != want {
		t.Errorf("%+v, want %+v; error %v", got, want, err)
	}
}

// rows gives residents, and an error in the end where there is one.
func rows(residents []siak.Resident, ends error) func(func(siak.Resident, error) bool) {
	return func(yield func(siak.Resident, error) bool) {
		for _, r := range residents {
			if !yield(r, nil) {
				return
			}
		}
		if ends != nil {
			yield(siak.Resident{}, ends)
		}
	}
}
