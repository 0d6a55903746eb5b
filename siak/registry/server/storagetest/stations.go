package storagetest

import (
	"errors"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

func testRegistrations(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c := w.NewCitizens(t, 0, 2)
	if err := w.Registry.RevokeRegistration(t.Context(), c[1].RegistrationID); err != nil {
		t.Fatal(err)
	}
	if err := w.Registry.RevokeRegistration(t.Context(), "R-0"); siak.KindOf(err) != siak.KindNotFound {
		t.Errorf("nobody's registration: %v", err)
	}
	var r population.Registration
	read(t, w.Store, func(tx server.Tx) (err error) {
		found := false
		r, found, err = tx.Registration(c[1].RegistrationID)
		if !found || !r.Revoked || r.Person != c[1].ID || r.Phone.IsZero() {
			t.Errorf("found %v, %+v", found, r)
		}
		return err
	})
	read(t, w.Store, func(tx server.Tx) error { return wantOthers(t, tx, c, r) })
	err := w.Store.Write(t.Context(), func(tx server.Tx) error {
		return tx.AddRegistration(population.Registration{ID: c[0].RegistrationID, Person: c[0].ID})
	})
	if !errors.Is(err, server.ErrRefused) {
		t.Errorf("a registration twice: %v", err)
	}
}

// wantOthers: of two citizens' registrations, of which the second is revoked, each
// is found by itself and with the others, and nobody's is not.
func wantOthers(t *testing.T, tx server.Tx, c []Citizen, second population.Registration) error {
	_, other, err2 := tx.Registration("R-0")
	p, found, err3 := tx.PersonOf(c[0].RegistrationID)
	if other || !found || p.NIK != c[0].NIK {
		t.Errorf("somebody else's: %v %v", other, found)
	}
	both, err5 := tx.Registrations(c[0].RegistrationID, "R-0", c[1].RegistrationID)
	if len(both) != 2 || both[c[1].RegistrationID] != second || both[c[0].RegistrationID].Person != c[0].ID {
		t.Errorf("several: %+v", both)
	}
	revoked, err4 := tx.LatestRevocations(0, 10)
	if len(revoked) != 1 || revoked[0].Registration != c[1].RegistrationID {
		t.Errorf("revoked: %+v", revoked)
	}
	return errors.Join(err2, err3, err4, err5)
}

func testPresentations(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	now := w.Clock.Now()
	a := siak.NewActivationID()
	id := func(n byte) siak.PresentationID { return siak.PresentationID{n} }
	used := func(n byte, station string, ago time.Duration) server.Presentation {
		return server.Presentation{ID: id(n), Activation: &a, Station: station, Used: now.Add(-ago)}
	}
	write(t, w.Store, func(tx server.Tx) error {
		first, err := tx.UsePresentations(used(1, "S-1", time.Hour))
		fresh, err2 := tx.UsePresentations(used(1, "S-2", 0), used(2, "S-1", time.Minute), used(3, "S-1", 30*time.Hour), used(4, "S-1", 0))
		if !first[id(1)] || fresh[id(1)] || !fresh[id(2)] || !fresh[id(3)] || !fresh[id(4)] {
			t.Errorf("fresh: %v, and then %v", first, fresh)
		}
		return errors.Join(err, err2)
	})
	read(t, w.Store, func(tx server.Tx) error {
		all, err := tx.UsedPresentations("S-2", now.Add(-24*time.Hour), 10)
		wantSame(t, "of the last day, newest first", []siak.PresentationID{id(4), id(2), id(1)}, all)
		two, err2 := tx.UsedPresentations("S-2", now.Add(-24*time.Hour), 2)
		own, err3 := tx.UsedPresentations("S-1", now.Add(-24*time.Hour), 10)
		if len(two) != 2 || len(own) != 0 {
			t.Errorf("%d of two, %d of its own", len(two), len(own))
		}
		return errors.Join(err, err2, err3)
	})
}

func testStations(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	first := w.NewStation(t)
	w.Clock.Add(time.Second)
	second := w.NewStation(t)
	key := publicKey(t, first.Key)
	write(t, w.Store, func(tx server.Tx) error {
		id, err := tx.AddStation(server.Station{ID: "S-x", PublicKey: key, Enrolled: w.Clock.Now()})
		if id != first.ID {
			t.Errorf("the same key is station %q, was %q", id, first.ID)
		}
		return errors.Join(err, tx.LockStation(first.ID), tx.LockStation("S-0"))
	})
	all, err := w.Registry.Stations(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != first.ID || all[1].ID != second.ID || all[0].Name != "Loket" ||
		!all[1].Enrolled.Equal(w.Clock.Now()) || all[0].Revoked {
		t.Errorf("%+v, error %v", all, err)
	}
	testRevokeStation(t, w, first.ID, key)
}

func testRevokeStation(t *testing.T, w *Harness, id string, key []byte) {
	if err := w.Registry.RevokeStation(t.Context(), id); err != nil {
		t.Error(err)
	}
	if err := w.Registry.RevokeStation(t.Context(), "S-0"); siak.KindOf(err) != siak.KindNotFound {
		t.Errorf("revoke nobody: %v", err)
	}
	read(t, w.Store, func(tx server.Tx) error {
		byKey, found, err := tx.StationByKey(key)
		byID, found2, err2 := tx.StationByID(id)
		_, found3, err3 := tx.StationByKey([]byte("x"))
		if !found || !found2 || found3 || byKey.ID != byID.ID || !byKey.Revoked || !byID.Revoked {
			t.Errorf("by key %+v, by id %+v, nobody %v", byKey, byID, found3)
		}
		return errors.Join(err, err2, err3)
	})
}
