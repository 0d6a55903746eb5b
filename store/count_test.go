package store

import (
	"context"
	"database/sql"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/storetest"
)

// countedSeals is the epoch of the data key and how much was sealed with it, as written
// down.
func countedSeals(t *testing.T, s *Store) (epoch int64, sealed uint64) {
	t.Helper()
	storetest.OK(t, s.ledger().Write(t.Context(), "read the count", func(tx *sql.Tx) error {
		r, err := accounts.ReadRotation(t.Context(), tx)
		if err != nil {
			return err
		}
		epoch = r.Epoch
		sealed, err = readSeals(t.Context(), tx, r.Epoch)
		return err
	}))
	return epoch, sealed
}

// What is sealed with a data key is counted, through a restart too, and before the
// bound another one is taken by itself, under which everything is found.
func TestNewDataKeyBeforeTheBound(t *testing.T) {
	t.Parallel()
	const residents = 300
	dir, s := grown(t, 3, residents)
	storetest.OK(t, s.Rotate(t.Context(), nil))
	first, sealed := countedSeals(t, s)
	if sealed < startSeals+residents || sealed > startSeals+2*residents {
		t.Fatalf("%d texts were counted", sealed)
	}
	confirm(t, s.Ledger, storetest.Confirmed(3, storetest.NewClock().At))
	closeStore(t, s)

	options := quick()
	options.sealsPerKey = sealed + startSeals + 100
	s = openAs(t, dir, "budi", budisOwn, options)
	epoch, again := countedSeals(t, s)
	if epoch != first || again <= sealed+startSeals {
		t.Fatalf("epoch %d, %d texts after a restart", epoch, again)
	}
	page := siak.Page{
		From: siak.Cursor{Partition: storetest.Beji, Epoch: 3, Seq: 5000}, To: siak.Cursor{Partition: storetest.Beji, Epoch: 3, Seq: 6000},
	}
	for _, r := range storetest.People(residents) {
		r.Version += 6000 // as it was, again
		page.Upserts = append(page.Upserts, r)
	}
	storetest.OK(t, s.Cache.Apply(t.Context(), page))
	storetest.OK(t, s.Lock(context.Background()))
	storetest.WantKind(t, s.Rotate(t.Context(), nil), "")
	if epoch, _ := countedSeals(t, s); epoch != first {
		t.Fatal("a locked store has taken another data key")
	}
	storetest.OK(t, s.Unlock(t.Context(), budisOwn.Text))
	storetest.OK(t, s.Rotate(t.Context(), nil))
	epoch, again = countedSeals(t, s)
	if epoch != first+1 || again > 3*residents {
		t.Fatalf("epoch %d, %d texts: no new data key was taken", epoch, again)
	}
	if r, err := s.Rotating(t.Context()); err != nil || r.Running {
		t.Errorf("the change of the data key is not done: %v", err)
	}
	for i := range 4 {
		got, found, err := s.Ledger.Used(t.Context(), storetest.Confirmed(i, storetest.NewClock().At).PresentationID)
		if err != nil || !found || got.RegistrationID == "" {
			t.Errorf("activation %d: %v, %v", i, found, err)
		}
	}
	want := page.Upserts[7]
	if r, found, err := s.Cache.Resident(t.Context(), want.NIK); err != nil || !found || r != want {
		t.Errorf("a resident: %v, %v, %v", r == want, found, err)
	}
}
