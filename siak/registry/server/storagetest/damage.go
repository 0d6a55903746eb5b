package storagetest

import (
	"fmt"
	"slices"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// ToCome names the damage of a version that the partition never gave. It is one
// of the copies alone: the record itself can be used.
const ToCome = "a version to come"

// Damages are what a test puts into the database itself, behind the storage's
// back: assignments of SQL to columns of one row of people, by name.
type Damages map[string]string

// Damaged checks that no damaged record holds up anybody else: it is left out of
// pages, sums, look-ups and verdicts, counted by its table, and whole again when
// its person is imported. exec runs a statement in the database that open gives
// stores on.
func Damaged(t *testing.T, open func() server.Storage, exec func(t *testing.T, query string), all Damages) {
	w := NewHarness(t, open(), NewClock())
	citizens := w.NewCitizens(t, 0, len(all)+2)
	d := w.NewStation(t)
	submissions := make([]server.Submission, len(citizens))
	for i, c := range citizens {
		submissions[i] = d.Activation(t, w, c)
	}
	whole := w.homePage(t)
	for i, name := range sorted(all) {
		exec(t, fmt.Sprintf("UPDATE people SET %s WHERE id = %d", all[name], citizens[i+1].ID))
	}
	damaged := citizens[1 : len(citizens)-1]

	w.wantLeftOut(t, whole, damaged, sorted(all))
	for i, v := range w.Submit(t, d, submissions...) {
		if i == 0 || i == len(submissions)-1 || sorted(all)[i-1] == ToCome {
			wantVerdict(t, "whole", v, siak.Accepted, "")
		} else {
			wantVerdict(t, sorted(all)[i-1], v, siak.Held, siak.ReasonInternal)
		}
	}
	for i, c := range damaged {
		if _, found, err := w.Registry.Resident(t.Context(), c.RegistrationID); found != (sorted(all)[i] == ToCome) || err != nil {
			t.Errorf("%s: found %v, error %v", sorted(all)[i], found, err)
		}
		if sorted(all)[i] == ToCome {
			continue
		}
		if err := w.Registry.Change(t.Context(), c.NIK, func(*siak.Resident) {}); siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("%s: a change: %v", sorted(all)[i], err)
		}
		answer, err := w.Registry.Deactivate(t.Context(), d.ID, siak.Deactivation{ID: siak.RequestID(siak.NewActivationID()), NIK: c.NIK, Officer: "petugas", Presentation: c.Present(t, w).Presentation})
		if err != nil || answer.Done {
			t.Errorf("%s: deactivated: %+v, error %v", sorted(all)[i], answer, err)
		}
	}
	w.wantMended(t, whole, damaged)
}

func sorted(all Damages) []string {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// wantLeftOut: the page has everybody else, and its sum is over those it has.
func (w *Harness) wantLeftOut(t *testing.T, whole siak.Page, damaged []Citizen, names []string) {
	t.Helper()
	page := w.homePage(t)
	for i, c := range damaged {
		if slices.ContainsFunc(page.Upserts, func(r siak.Resident) bool { return r.NIK == c.NIK }) {
			t.Errorf("%s is given out", names[i])
		}
	}
	if len(page.Upserts) != len(whole.Upserts)-len(damaged) || page.To != whole.To || page.More {
		t.Errorf("%d people of %d, to %v", len(page.Upserts), len(whole.Upserts), page.To)
	}
	if rows, _ := w.Registry.LeftOut("people"); rows != len(damaged) {
		t.Errorf("%d rows are counted, want %d", rows, len(damaged))
	}
	w.wantSum(t, page)
	// Page by page it is the same.
	seen, at := 0, siak.Cursor{Partition: home}
	for range 2 * len(whole.Upserts) {
		page, err := w.Registry.Changes(t.Context(), at, 1)
		if err != nil || page.More && page.To.Seq <= at.Seq {
			t.Fatalf("from %d to %d, error %v", at.Seq, page.To.Seq, err)
		}
		seen += len(page.Upserts)
		if at = page.To; !page.More {
			break
		}
	}
	if seen != len(whole.Upserts)-len(damaged) || at != whole.To {
		t.Errorf("%d people one by one, to %v", seen, at)
	}
}

// wantSum: the registry's checksum is over the people of a page.
func (w *Harness) wantSum(t *testing.T, page siak.Page) {
	t.Helper()
	var copied siak.Digest
	for _, r := range page.Upserts {
		copied.Add(r.NIK, r.Version)
	}
	if sum, err := w.Registry.Checksum(t.Context(), page); err != nil || string(sum) != string(copied[:]) {
		t.Errorf("the sum is %x, of the copy %x, error %v", sum, copied, err)
	}
}

// wantMended: everybody's record is taken in anew.
func (w *Harness) wantMended(t *testing.T, whole siak.Page, damaged []Citizen) {
	t.Helper()
	var records []siak.Resident
	for _, c := range damaged {
		records = append(records, c.Resident)
	}
	w.wantImport(t, records, nil, population.Imported{Changed: len(records)})
	page := w.homePage(t)
	if rows, times := w.Registry.LeftOut("people"); rows != 0 || times == 0 || len(page.Upserts) != len(whole.Upserts) {
		t.Errorf("%d people, %d rows are left out, %d times in all", len(page.Upserts), rows, times)
	}
	w.wantSum(t, page)
}
