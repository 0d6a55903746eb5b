package storagetest

import (
	"errors"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

func testActivations(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d, now := w.NewCitizens(t, 0, 2), w.NewStation(t), w.Clock.Now()
	a := server.Activation{
		ID: siak.NewActivationID(), RegistrationID: c[0].RegistrationID, Station: d.ID, State: siak.Accepted,
		ReceivedAt: now, Submissions: 1, Person: c[0].ID, Code: "00000001", CodeUntil: now.Add(time.Hour),
	}
	later := a
	later.ID, later.State, later.Reason, later.Code, later.CodeUntil = siak.NewActivationID(), siak.Rejected, siak.ReasonAlreadyPending, "", time.Time{}
	later.ReceivedAt = now.Add(time.Minute)
	held := server.Activation{ID: siak.NewActivationID(), Station: d.ID, State: siak.Held, Reason: siak.ReasonBadStatement, ReceivedAt: now.Add(2 * time.Minute), Submissions: 1}
	write(t, w.Store, func(tx server.Tx) error {
		all, err := tx.AddActivations(a, later, held)
		twice, err2 := tx.AddActivations(a)
		if !all || twice {
			t.Errorf("added %v, and again %v", all, twice)
		}
		return errors.Join(err, err2)
	})
	second := a
	second.ID = siak.NewActivationID()
	err := w.Store.Write(t.Context(), func(tx server.Tx) error {
		_, err := tx.AddActivations(second)
		return err
	})
	if !errors.Is(err, server.ErrRefused) {
		t.Errorf("two accepted ones of a citizen: %v", err)
	}
	read(t, w.Store, func(tx server.Tx) error {
		all, err := tx.ListActivations()
		wantSame(t, "all", []server.Activation{a, later, held}, all)
		got, found, err2 := tx.Latest(c[0].RegistrationID)
		wantSame(t, "the one with a code", a, got)
		_, none, err3 := tx.Latest(c[1].RegistrationID)
		pending, err4 := tx.Pending(c[0].ID, c[1].ID)
		if !found || none || !pending[c[0].ID] || pending[c[1].ID] {
			t.Errorf("found %v, %v; pending %v", found, none, pending)
		}
		return errors.Join(err, err2, err3, err4)
	})
	t.Run("onwards", func(t *testing.T) { testOnwards(t, w, a) })
}

// testOnwards counts, expires and concludes an accepted activation.
func testOnwards(t *testing.T, w *Harness, a server.Activation) {
	write(t, w.Store, func(tx server.Tx) error {
		again, err := tx.CountSubmissions(a.ID, siak.NewActivationID())
		if len(again) != 1 || again[a.ID].Submissions != 2 || again[a.ID].Station != a.Station {
			t.Errorf("came before: %+v", again)
		}
		early, err3 := tx.Overdue(a.CodeUntil.Add(-time.Second), 10)
		due, err4 := tx.Overdue(a.CodeUntil, 10)
		if len(early) != 0 || len(due) != 1 || due[0].ID != a.ID {
			t.Errorf("%d due too early, %d in time", len(early), len(due))
		}
		return errors.Join(err, err3, err4)
	})
	write(t, w.Store, func(tx server.Tx) error {
		moved, err := tx.Conclude(a.ID, siak.Rejected, siak.ReasonCodeExpired)
		again, err2 := tx.Conclude(a.ID, siak.Active, "")
		if !moved || again {
			t.Errorf("moved %v, and again %v", moved, again)
		}
		pending, err3 := tx.Pending(a.Person)
		due, err4 := tx.Overdue(a.CodeUntil.Add(time.Hour), 10)
		if pending[a.Person] || len(due) != 0 {
			t.Errorf("pending %v, %d due", pending, len(due))
		}
		return errors.Join(err, err2, err3, err4)
	})
}

// testSkipped: after a restore verdicts come above all that were read before it,
// also where there was none.
func testSkipped(t *testing.T, w *Harness, station string) {
	add := func() uint64 {
		write(t, w.Store, func(tx server.Tx) error {
			return tx.AddVerdicts(station, w.Clock.Now(), siak.Verdict{ID: siak.NewActivationID(), State: siak.Held})
		})
		vs, _, err := w.Registry.Verdicts(t.Context(), station, 0)
		if err != nil || len(vs) == 0 {
			t.Fatalf("%d verdicts, error %v", len(vs), err)
		}
		return vs[len(vs)-1].Seq
	}
	for last := uint64(0); last < 2_000_000; {
		if err := w.Registry.NewEpoch(t.Context()); err != nil {
			t.Fatal(err)
		}
		seq := add()
		if seq <= last+1000 {
			t.Fatalf("the sequence goes from %d to %d", last, seq)
		}
		last = seq
	}
}

// The verdicts and the mails come in order, to whom they are for.
func testVerdicts(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	testSkipped(t, w, w.NewStation(t).ID)
	d, other, now := w.NewStation(t), w.NewStation(t), w.Clock.Now()
	a := siak.NewActivationID()
	for range 3 {
		write(t, w.Store, func(tx server.Tx) error {
			return errors.Join(
				tx.AddVerdicts(d.ID, now, siak.Verdict{ID: a, State: siak.Rejected, Reason: siak.ReasonCodeExpired}),
				tx.AddVerdicts(other.ID, now, siak.Verdict{ID: a, State: siak.Held}, siak.Verdict{ID: a, State: siak.Active}),
				tx.AddMail(a, server.Mail{RegistrationID: "R-1", To: "w•••", Code: "1", Sent: now}),
			)
		})
	}
	write(t, w.Store, func(tx server.Tx) error { return tx.UseMail(a) })
	read(t, w.Store, func(tx server.Tx) error { return wantVerdicts(t, tx, d.ID, a) })
	read(t, w.Store, func(tx server.Tx) error {
		both, err := tx.ListVerdicts(other.ID, 0, 10)
		if len(both) != 6 || both[0].State != siak.Held || both[1].State != siak.Active {
			t.Errorf("verdicts of the other: %+v", both)
		}
		mails, err2 := tx.ListMail(0, 10)
		if len(mails) != 3 || mails[0].Seq >= mails[1].Seq || !mails[0].Used || mails[0].Code != "1" || !mails[0].Sent.Equal(now) {
			t.Errorf("mails %+v", mails)
		}
		return errors.Join(err, err2)
	})
	testSkipped(t, w, d.ID)
}

// wantVerdicts: the station has three on one activation, in rising sequence, and
// they can be read on from any.
func wantVerdicts(t *testing.T, tx server.Tx, station string, a siak.ActivationID) error {
	all, err := tx.ListVerdicts(station, 0, 10)
	if len(all) != 3 || all[0].Seq == 0 || all[0].Seq >= all[1].Seq || all[1].Seq >= all[2].Seq {
		t.Fatalf("verdicts %+v", all)
	}
	wantSame(t, "the first", siak.Verdict{ID: a, State: siak.Rejected, Reason: siak.ReasonCodeExpired, Seq: all[0].Seq}, all[0])
	some, err2 := tx.ListVerdicts(station, all[0].Seq, 1)
	none, err3 := tx.ListVerdicts(station, 1<<63, 10)
	if len(some) != 1 || some[0].Seq != all[1].Seq || len(none) != 0 {
		t.Errorf("%d after the first, %d after the last", len(some), len(none))
	}
	return errors.Join(err, err2, err3)
}
