package storagetest

import (
	"errors"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/registry/server/trail"
)

func testAudit(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	d, now := w.NewStation(t), w.Clock.Now()
	head := func(seq uint64) siak.AuditHead {
		return siak.AuditHead{Seq: seq, Hash: [32]byte{byte(seq)}, Signature: []byte{1}}
	}
	write(t, w.Store, func(tx server.Tx) error {
		return errors.Join(
			tx.AddAnchor(d.ID, server.Anchor{Head: head(7), Kept: true}, now),
			tx.AddAnchor(d.ID, server.Anchor{Head: head(5)}, now),
			tx.AddAnchor(d.ID, server.Anchor{Head: head(5)}, now),
			tx.AddAnchor(d.ID, server.Anchor{Head: head(9), Kept: true}, now),
			tx.AddAnchor(d.ID, server.Anchor{Head: head(9)}, now),
		)
	})
	w.wantLastAnchor(t, d, head(9))
	all, err := w.Registry.Anchors(t.Context(), d.ID)
	if err != nil || len(all) != 4 || !all[0].Kept || all[1].Kept || all[1].Head.Seq != 5 {
		t.Errorf("%d anchors, error %v", len(all), err)
	}
	stations, err := w.Registry.Stations(t.Context())
	if err != nil || stations[0].Anchored != 9 || stations[0].Refused != 2 {
		t.Errorf("%+v, error %v", stations, err)
	}
	if err := w.Registry.ForgetAnchors(t.Context(), d.ID); err != nil {
		t.Error(err)
	}
	if err := w.Registry.ForgetAnchors(t.Context(), d.ID); siak.KindOf(err) != siak.KindNotFound {
		t.Errorf("nothing to forget: %v", err)
	}
	w.wantLastAnchor(t, d, siak.AuditHead{})
	t.Run("rows", func(t *testing.T) { testAuditRows(t, w) })
	t.Run("wipe", func(t *testing.T) { testWipe(t, w, d) })
}

// testAuditRows: rows stand by station and chain, in their order, and only those behind
// a number go.
func testAuditRows(t *testing.T, w *Harness) {
	row := func(seq uint64) trail.Row {
		return trail.Row{Seq: seq, Body: []byte{byte(seq), 1}, Hash: []byte{byte(seq), 2}}
	}
	write(t, w.Store, func(tx server.Tx) error {
		return errors.Join(
			tx.AddAuditRows("S-1", 0, []trail.Row{row(1), row(2)}), tx.AddAuditRows("S-1", 0, []trail.Row{row(3)}),
			tx.AddAuditRows("S-1", 1, []trail.Row{row(1)}), tx.AddAuditRows("S-2", 0, []trail.Row{row(1)}),
		)
	})
	all := func(station string, chain int64) (found []trail.Row) {
		read(t, w.Store, func(tx server.Tx) error {
			return tx.EachAuditRow(station, chain, func(r trail.Row) error { found = append(found, r); return nil })
		})
		return found
	}
	wantSame(t, "rows", []trail.Row{row(1), row(2), row(3)}, all("S-1", 0))
	read(t, w.Store, func(tx server.Tx) error {
		last, found, err := tx.AuditRow("S-1", 0, 0)
		wantSame(t, "the last", row(3), last)
		second, known, err2 := tx.AuditRow("S-1", 0, 2)
		wantSame(t, "one", row(2), second)
		_, more, err3 := tx.AuditRow("S-1", 0, 4)
		_, none, err4 := tx.AuditRow("S-3", 0, 0)
		if !found || !known || more || none {
			t.Error("a row is not there, or one that is not is")
		}
		return errors.Join(err, err2, err3, err4)
	})
	write(t, w.Store, func(tx server.Tx) error { return tx.CutAuditRows("S-1", 0, 1) })
	wantSame(t, "what is left", []trail.Row{row(1)}, all("S-1", 0))
	wantSame(t, "another chain", []trail.Row{row(1)}, all("S-1", 1))
	wantSame(t, "another station", []trail.Row{row(1)}, all("S-2", 0))
}

// wantLastAnchor: it is the head that a station must go on from; zero for none.
func (w *Harness) wantLastAnchor(t *testing.T, d Station, want siak.AuditHead) {
	t.Helper()
	last, err := w.Registry.LastAnchor(t.Context(), d.ID)
	if err != nil || !last.Same(want) || last.Seq != want.Seq {
		t.Errorf("the last is %d, want %d; error %v", last.Seq, want.Seq, err)
	}
}

func testWipe(t *testing.T, w *Harness, d Station) {
	before := orderedWipe(t, w, d)
	write(t, w.Store, func(tx server.Tx) error {
		return errors.Join(tx.FinishWipe(d.ID, siak.WipeOrder{ID: [16]byte{9}, Ordered: w.Clock.Now()}, 3),
			tx.FinishWipe("S-own", siak.WipeOrder{ID: [16]byte{8}, Ordered: w.Clock.Now()}, 0))
	})
	after, _, err := w.Registry.Wiped(t.Context(), d.ID)
	if err != nil || !after.Done || after.Exported != 3 || after.Order.ID != before.Order.ID {
		t.Errorf("%+v after %+v, error %v", after, before, err)
	}
	if own, known, err := w.Registry.Wiped(t.Context(), "S-own"); err != nil || !known || !own.Done || own.Order.ID[0] != 8 {
		t.Errorf("known %v, %+v, error %v", known, own, err)
	}
}

// orderedWipe orders a station's wipe, twice.
func orderedWipe(t *testing.T, w *Harness, d Station) server.Wipe {
	t.Helper()
	if _, known, err := w.Registry.Wiped(t.Context(), d.ID); known || err != nil {
		t.Errorf("known %v, error %v", known, err)
	}
	for range 2 { // a second order changes nothing
		if err := w.Registry.OrderWipe(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	before, known, err := w.Registry.Wiped(t.Context(), d.ID)
	if err != nil || !known || before.Done || !before.Order.Ordered.Equal(w.Clock.Now()) {
		t.Errorf("known %v, %+v, error %v", known, before, err)
	}
	return before
}

func testNumbers(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	empty, err := w.Registry.Stats(t.Context())
	if err != nil || empty.People != 0 || len(empty.Activations) != 0 {
		t.Errorf("of nothing: %+v, error %v", empty, err)
	}
	c, d := w.NewCitizens(t, 0, 4), w.NewStation(t)
	w.Submit(t, d, d.Activation(t, w, c[0]), d.Activation(t, w, c[1]))
	write(t, w.Store, func(tx server.Tx) error {
		return errors.Join(
			tx.AddAccess(scope.Access{Station: d.ID, Kind: scope.LookUp, Result: scope.NotFound, Registration: "R-1", At: w.Clock.Now()}),
			tx.AddAccess(scope.Access{Station: d.ID, Kind: scope.ByNIK, Result: scope.Given, Person: c[0].ID, At: w.Clock.Now()}),
			tx.AddAccess(scope.Access{Station: d.ID, Kind: scope.Manual, Result: scope.Done, Person: c[0].ID, At: w.Clock.Now()}))
	})
	st, err := w.Registry.Stats(t.Context())
	want := server.Stats{People: 4, Stations: 1, LookUps: 2, Activations: map[siak.State]int{siak.Accepted: 2}}
	if wantSame(t, "numbers", want, st); err != nil {
		t.Error(err)
	}
}
