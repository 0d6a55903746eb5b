package storagetest

import (
	"errors"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

func testProtections(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	a := w.NewStation(t)
	w.Clock.Add(time.Second) // they are listed in the order of their enrolment
	b := w.NewStation(t)
	key := publicKey(t, a.Key)
	set := func(station string, p server.Protection) {
		write(t, w.Store, func(tx server.Tx) error { return errors.Join(tx.LockStation(station), tx.SetProtection(station, p)) })
	}
	want := func(kind siak.KeyProtection, own bool, finds ...string) {
		t.Helper()
		read(t, w.Store, func(tx server.Tx) error {
			st, _, err := tx.StationByKey(key)
			byID, _, err2 := tx.StationByID(a.ID)
			all, err3 := tx.ListStations()
			for _, is := range []server.Station{st, byID, all[0]} {
				if is.Protection != kind || is.OwnTLSKey != own {
					t.Errorf("%+v, want %q and %v", is, kind, own)
				}
			}
			if all[1].OwnTLSKey || all[1].Protection != "" {
				t.Errorf("another station: %+v", all[1])
			}
			var found []string
			for _, key := range []string{"one", "two", "three"} {
				st, has, err := tx.StationByTLSKey([]byte(key))
				if err != nil || has && st.ID != a.ID {
					t.Errorf("%s: %+v, %v", key, st, err)
				}
				if has {
					found = append(found, key)
				}
			}
			wantSame(t, "keys for TLS", finds, found)
			return errors.Join(err, err2, err3)
		})
	}
	want("", false)
	set(a.ID, server.Protection{Kind: siak.ProtectedByKeyring})
	want(siak.ProtectedByKeyring, false)
	set(a.ID, server.Protection{Kind: siak.ProtectedByTPM, NextTLSKey: []byte("one")})
	want(siak.ProtectedByTPM, false, "one")
	set(a.ID, server.Protection{Kind: siak.ProtectedByTPM, TLSKey: []byte("one"), NextTLSKey: []byte("two")})
	want(siak.ProtectedByTPM, true, "one", "two")
	read(t, w.Store, func(tx server.Tx) error {
		p, err := tx.Protection(a.ID)
		none, err2 := tx.Protection(b.ID)
		if string(p.TLSKey) != "one" || string(p.NextTLSKey) != "two" || none.Kind != "" || none.TLSKey != nil {
			t.Errorf("%+v, %+v", p, none)
		}
		return errors.Join(err, err2)
	})
	set(a.ID, server.Protection{Kind: siak.ProtectedByPassphrase})
	want(siak.ProtectedByPassphrase, false)
}
