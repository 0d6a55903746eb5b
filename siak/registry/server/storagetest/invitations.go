package storagetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

func testInvitations(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	now := w.Clock.Now()
	i := server.Invitation{
		Number: "ABC", Salt: []byte{1}, Hash: []byte{2, 0}, Name: "Loket 3", Region: next, Made: now, Until: now.Add(time.Minute),
	}
	add := func(i server.Invitation, gone time.Time) (added bool) {
		write(t, w.Store, func(tx server.Tx) (err error) {
			added, err = tx.AddInvitation(i, gone)
			return err
		})
		return added
	}
	if !add(i, now) || add(i, now) {
		t.Error("a number is given out twice, or not at all")
	}
	write(t, w.Store, func(tx server.Tx) error {
		_, found, err := tx.LockInvitation("XYZ")
		locked, found2, err2 := tx.LockInvitation("ABC")
		if found || !found2 || locked.Wrong != 0 || locked.UsedBy != nil {
			t.Errorf("locked %+v, %v, nobody's %v", locked, found2, found)
		}
		return errors.Join(err, err2, tx.CountWrongTry("ABC"), tx.CountWrongTry("ABC"), tx.UseInvitation("ABC", []byte("key")))
	})
	read(t, w.Store, func(tx server.Tx) error {
		is, found, err := tx.Invitation("ABC")
		want := i
		want.Wrong, want.UsedBy = 2, []byte("key")
		if !found {
			t.Error("it is gone")
		}
		wantSame(t, "invitation", want, is)
		return err
	})
	i.Until = now.Add(time.Hour)
	if !add(i, now.Add(time.Minute)) {
		t.Error("what is over keeps its number for ever")
	}
	d := w.NewStation(t)
	write(t, w.Store, func(tx server.Tx) error { return tx.PlaceStation(d.ID, "Loket 9", next) })
	read(t, w.Store, func(tx server.Tx) error {
		st, _, err := tx.StationByID(d.ID)
		if st.Name != "Loket 9" || st.Region != next {
			t.Errorf("placed at %q, %s", st.Name, st.Region)
		}
		return err
	})
}

// testSameInvitation: of two replicas that get one code at once for two keys, one
// makes a station.
func testSameInvitation(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	now := a.Clock.Now()
	for round := range 10 {
		number := string([]byte{'A', 'B', byte('A' + round)})
		write(t, a.Store, func(tx server.Tx) error {
			_, err := tx.AddInvitation(server.Invitation{Number: number, Salt: []byte{1}, Hash: []byte{2}, Made: now, Until: now.Add(time.Hour)}, now)
			return err
		})
		used := make(chan bool, 2)
		for n, w := range []*Harness{a, b} {
			go func() {
				mine := false
				err := w.Store.Write(t.Context(), func(tx server.Tx) error {
					i, _, err := tx.LockInvitation(number)
					if mine = err == nil && i.UsedBy == nil; mine {
						err = tx.UseInvitation(number, []byte{byte(n)})
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				used <- mine && err == nil
			}()
		}
		if first, second := <-used, <-used; first == second {
			t.Errorf("used by both %v", first)
		}
	}
}

func testRequests(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	d, c := w.NewStation(t), w.NewCitizens(t, 0, 1)[0]
	nobody := server.Request{
		ID: siak.NewActivationID(), Kind: server.RequestManual, Station: d.ID, Officer: "petugas", Why: "no-phone",
		Answer: siak.Answer{Reason: siak.ReasonNotFound}, At: w.Clock.Now(),
	}
	done := server.Request{
		ID: siak.NewActivationID(), Kind: server.RequestEmail, Station: d.ID, Officer: "penyelia", Person: c.ID,
		Registration: c.RegistrationID, Answer: siak.Answer{Done: true, CodeSent: true}, At: w.Clock.Now().Add(time.Second),
	}
	write(t, w.Store, func(tx server.Tx) error {
		return errors.Join(tx.LockStation(d.ID), tx.AddRequest(done), tx.AddRequest(nobody),
			tx.SetEmail(c.RegistrationID, "satu@surel.invalid"), tx.SetEmail(c.RegistrationID, "dua@surel.invalid"))
	})
	read(t, w.Store, func(tx server.Tx) error {
		is, found, err := tx.Request(done.ID)
		_, other, err2 := tx.Request(siak.NewActivationID())
		if !found || other {
			t.Errorf("found %v, another's %v", found, other)
		}
		wantSame(t, "request", done, is)
		all, err3 := tx.ListRequests(d.ID)
		wantSame(t, "oldest first", []server.Request{nobody, done}, all)
		of, err4 := tx.Email(c.RegistrationID)
		none, err5 := tx.Email("R-0")
		if !bytes.Equal([]byte(of), []byte("dua@surel.invalid")) || none != "" {
			t.Error("the address is not the last one")
		}
		return errors.Join(err, err2, err3, err4, err5)
	})
}

// testSameRequest: the same request at two replicas at once is answered once.
func testSameRequest(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	d, c := a.NewStation(t), a.NewCitizens(t, 0, 1)[0]
	m := siak.ManualService{ID: siak.NewActivationID(), NIK: c.NIK, Reason: siak.NoPhone, Officer: "petugas"}
	answers := make(chan siak.Answer, 6)
	for n := range cap(answers) {
		go func() {
			answer, err := []*Harness{a, b}[n%2].Registry.RecordManual(t.Context(), d.ID, m)
			if err != nil {
				t.Error(err)
			}
			answers <- answer
		}()
	}
	for range cap(answers) {
		if answer := <-answers; !answer.Done {
			t.Errorf("%+v", answer)
		}
	}
	if all, err := a.Registry.Requests(t.Context(), d.ID); err != nil || len(all) != 1 {
		t.Errorf("%d requests, %v", len(all), err)
	}
}
