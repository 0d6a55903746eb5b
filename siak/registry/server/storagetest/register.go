package storagetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

var sameNIK = cmp.Comparer(func(a, b siak.NIK) bool { return a == b })

func wantSame(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, sameNIK); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

// Who was added is found, changed and listed, in the order of versions.
func testRegister(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	people := []server.Person{person(t, 0, home, 1), person(t, 1, home, 3), person(t, 2, home, 2), person(t, 3, next, 1), person(t, 4, home, 0), person(t, 5, elsewhere, 1)}
	people[0].ActivePhone = siak.Thumbprint{1, 2, 3}
	people[1].Life, people[1].Recorded, people[1].Sex, people[1].Marital = siak.Deceased, false, siak.Female, siak.Single
	write(t, w.Store, func(tx server.Tx) error { return tx.AddPeople(slices.Values(people)) })
	read(t, w.Store, func(tx server.Tx) error {
		ids := map[int64]bool{}
		for _, p := range people {
			got, found, err := tx.PersonByNIK(p.NIK)
			if err != nil || !found {
				t.Fatalf("found %v, error %v", found, err)
			}
			wantSame(t, "who was added", p.Resident, got.Resident)
			ids[got.ID] = true
		}
		if len(ids) != len(people) || ids[0] {
			t.Errorf("%d ids for %d people", len(ids), len(people))
		}
		if _, found, err := tx.PersonByNIK(person(t, 99, home, 0).NIK); found || err != nil {
			t.Errorf("nobody: found %v, error %v", found, err)
		}
		all, err := tx.ChangedPeople(home, 0, 10)
		wantSame(t, "changes", []siak.Resident{people[0].Resident, people[2].Resident, people[1].Resident}, residentsOf(all))
		if some, err := tx.ChangedPeople(home, 1, 1); err != nil || len(some) != 1 || some[0].Version != 2 {
			t.Errorf("%d changes after 1, error %v", len(some), err)
		}
		seen := map[siak.NIK]uint64{}
		if err := tx.EachPerson(home, func(p server.Person) { seen[p.NIK] = p.Version }); err != nil {
			return err
		}
		wantSame(t, "versions", map[siak.NIK]uint64{people[0].NIK: 1, people[1].NIK: 3, people[2].NIK: 2}, seen)
		return err
	})
	testLocks(t, w, people)
}

// residentsOf are the records of people.
func residentsOf(people []server.Person) (all []siak.Resident) {
	for _, p := range people {
		all = append(all, p.Resident)
	}
	return all
}

// Several are locked at once, wherever they live.
func testLocks(t *testing.T, w *Harness, people []server.Person) {
	write(t, w.Store, func(tx server.Tx) error {
		locked, err := tx.LockPeople(people[0].NIK, person(t, 99, home, 0).NIK, people[5].NIK, people[3].NIK)
		if len(locked) != 3 || locked[people[0].NIK].Name != people[0].Name || locked[people[5].NIK].District != elsewhere {
			t.Errorf("locked %d", len(locked))
		}
		again, found, err2 := tx.LockPerson(locked[people[5].NIK].ID)
		if !found || again.NIK != people[5].NIK {
			t.Errorf("by id: found %v", found)
		}
		again.Name = "Nama Baru"
		return errors.Join(err, err2, tx.UpdatePerson(again))
	})
	if p, found, err := personByNIK(t, w, people[5].NIK); err != nil || !found || p.Name != "Nama Baru" {
		t.Errorf("found %v, error %v", found, err)
	}
}

// A change gets the next sequence of its partition; a move leaves a tombstone
// there and is one more here; and all is well after the way back.
func testMoves(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	citizens := w.NewCitizens(t, 0, 3)
	nik := citizens[1].NIK
	move := func(to siak.Region) {
		t.Helper()
		if err := w.Registry.Change(t.Context(), nik, func(r *siak.Resident) { r.District = to }); err != nil {
			t.Fatal(err)
		}
	}
	w.wantPartition(t, home, 3, 3)
	move(elsewhere)
	w.wantPartition(t, home, 4, 2)
	w.wantPartition(t, elsewhere, 1, 1)
	page := w.homePage(t)
	wantSame(t, "people", 2, len(page.Upserts))
	wantSame(t, "gone", []siak.Tombstone{{NIK: nik, Version: 4}}, page.Removed)
	move(next)
	move(home)
	w.wantPartition(t, home, 5, 3)
	w.wantPartition(t, next, 2, 0)
	page = w.homePage(t)
	wantSame(t, "people, gone and where it stands", []int{3, 0, 5}, []int{len(page.Upserts), len(page.Removed), int(page.To.Seq)})
	if p, found, err := personByNIK(t, w, nik); err != nil || !found || p.ID != citizens[1].ID || p.Version != 5 {
		t.Errorf("found %v at version %d, error %v", found, p.Version, err)
	}
	for what, to := range map[string]siak.Region{"nowhere": "999999", "no region": "x'--"} {
		err := w.Registry.Change(t.Context(), nik, func(r *siak.Resident) { r.District = to })
		if err == nil {
			t.Errorf("a move to %s", what)
		}
	}
	w.wantPartition(t, home, 5, 3)
}

// wantPartition: a partition stands at a sequence, and so many people live there.
func (w *Harness) wantPartition(t *testing.T, region siak.Region, seq, total uint64) {
	t.Helper()
	read(t, w.Store, func(tx server.Tx) error {
		p, found, err := tx.Partition(region)
		if !found || p.Seq != seq || p.Total != total {
			t.Errorf("%s at %d with %d people, want %d with %d", region, p.Seq, p.Total, seq, total)
		}
		return err
	})
}

// homePage is the first page of the home partition's changes.
func (w *Harness) homePage(t *testing.T) siak.Page {
	t.Helper()
	page, err := w.Registry.Changes(t.Context(), siak.Cursor{Partition: home}, 0)
	if err != nil {
		t.Error(err)
	}
	return page
}

func personByNIK(t *testing.T, w *Harness, nik siak.NIK) (p server.Person, found bool, err error) {
	err = w.Store.Read(t.Context(), func(tx server.Tx) error {
		p, found, err = tx.PersonByNIK(nik)
		return err
	})
	return p, found, err
}
