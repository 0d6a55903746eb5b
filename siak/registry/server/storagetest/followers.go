package storagetest

import (
	"context"
	"fmt"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// Two replicas change the same people at once: no change is lost, and no
// sequence is given twice.
func testSameChange(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	citizens := a.NewCitizens(t, 0, 2)
	change := func(w *Harness, district func(i int) siak.Region) func() {
		return func() {
			for i := range rounds {
				err := w.Registry.Change(t.Context(), citizens[i%2].NIK, func(r *siak.Resident) {
					r.Name += "x"
					r.District = district(i)
				})
				if err != nil {
					t.Error(err)
				}
			}
		}
	}
	together(
		change(a, func(i int) siak.Region { return []siak.Region{home, next}[i/2%2] }),
		change(b, func(i int) siak.Region { return []siak.Region{elsewhere, home}[i/2%2] }),
	)
	for _, c := range citizens {
		p, _, err := personByNIK(t, a, c.NIK)
		if err != nil || len(p.Name) != len(c.Name)+rounds {
			t.Errorf("%d changes stand, want %d; error %v", len(p.Name)-len(c.Name), rounds, err)
		}
	}
	partitions, err := a.Registry.Partitions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var total uint64
	for _, p := range partitions {
		total += p.Total
	}
	if total != 2 {
		t.Errorf("%d people live somewhere, want 2", total)
	}
}

// Whoever follows a partition and a station's verdicts while two replicas write
// misses nothing: no sequence appears before a smaller one.
func testFollowers(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	other := NewHarness(t, replicas(t)(), NewClock()) // of other data: must see nothing
	d := a.NewStation(t)
	citizens := a.NewCitizens(t, 0, 2*rounds)
	write := func(w *Harness, from int) func() {
		return func() {
			for i := range rounds {
				c := citizens[from+i]
				wantVerdict(t, "while followed", tell(t, w, d, d.Activation(t, w, c)), siak.Accepted, "")
				err := w.Registry.Change(t.Context(), c.NIK, func(r *siak.Resident) { r.Name = fmt.Sprint("Baru ", from+i) })
				if err != nil {
					t.Error(err)
				}
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	f := follower{map[siak.NIK]string{}, map[siak.ActivationID]bool{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.follow(t, ctx, b, d)
	}()
	together(write(a, 0), write(b, rounds))
	stop()
	<-done
	if len(f.seen) != 2*rounds {
		t.Errorf("%d verdicts were seen, want %d", len(f.seen), 2*rounds)
	}
	for i, c := range citizens {
		if want := fmt.Sprint("Baru ", i); f.names[c.NIK] != want {
			t.Errorf("citizen %d is seen as %q", i, f.names[c.NIK])
		}
	}
	if st, err := other.Registry.Stats(t.Context()); err != nil || st.People != 0 {
		t.Errorf("other data have %d people, error %v", st.People, err)
	}
}

// follower is what somebody saw who reads on.
type follower struct {
	names map[siak.NIK]string
	seen  map[siak.ActivationID]bool
}

// follow reads on from where it was until ctx ends, and once more after that.
func (f follower) follow(t *testing.T, ctx context.Context, w *Harness, d Station) {
	cursor := siak.Cursor{Partition: home}
	after := uint64(0)
	for last := false; !last; {
		last = ctx.Err() != nil
		page, err := w.Registry.Changes(t.Context(), cursor, 0)
		if err != nil {
			t.Error(err)
			return
		}
		for _, r := range page.Upserts {
			f.names[r.NIK] = r.Name
		}
		cursor = page.To
		vs, _, err := w.Registry.Verdicts(t.Context(), d.ID, after)
		if err != nil {
			t.Error(err)
			return
		}
		for _, v := range vs {
			f.seen[v.ID], after = true, v.Seq
		}
	}
}

var _ server.Storage = spoiled{}
