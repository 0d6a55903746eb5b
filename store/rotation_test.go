package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// grown is a crew's folder with activations and a filled cache, open.
func grown(t *testing.T, activations, residents int) (dir string, s *Store) {
	t.Helper()
	dir, s = crew(t, quick())
	for i := range activations {
		confirm(t, s.Ledger, storetest.Confirmed(i, storetest.NewClock().At))
	}
	storetest.OK(t, s.Cache.Apply(t.Context(), siak.Page{
		From: siak.Cursor{Partition: storetest.Beji}, To: siak.Cursor{Partition: storetest.Beji, Epoch: 3, Seq: 5000}, Upserts: storetest.People(residents),
	}))
	storetest.OK(t, s.Cache.SetTrust(t.Context(), siak.Trust{Version: 7}))
	storetest.OK(t, s.Cache.SetSynced(t.Context(), storetest.NewClock().At))
	storetest.OK(t, s.Settings.Set(t.Context(), ledger.SettingCamera, []byte("depan")))
	return dir, s
}

// whole checks that everything of grown is there and found.
func whole(t *testing.T, s *Store, activations, residents int) {
	t.Helper()
	for i := range activations {
		a := storetest.Confirmed(i, storetest.NewClock().At)
		got, found, err := s.Ledger.Used(t.Context(), a.PresentationID)
		if err != nil || !found || got.NIK != a.NIK {
			t.Fatalf("activation %d by its code: %v %v", i, found, err)
		}
		if _, found, err := s.Ledger.OpenActivation(t.Context(), a.RegistrationID); err != nil || !found {
			t.Fatalf("activation %d by its registration: %v %v", i, found, err)
		}
		if i%50 == 0 {
			a.ID = siak.NewActivationID()
			storetest.WantKind(t, s.Ledger.Confirm(t.Context(), a), siak.KindReplayed)
			a.PresentationID[15] = 1 // another code of the same registration
			storetest.WantKind(t, s.Ledger.Confirm(t.Context(), a), siak.KindReplayed)
		}
	}
	for _, p := range storetest.People(residents) {
		got, known, err := s.Cache.Resident(t.Context(), p.NIK)
		if err != nil || !known || got != p {
			t.Fatalf("resident: %v %v", known, err)
		}
	}
	cursors, err := s.Cache.Cursors(t.Context())
	storetest.OK(t, err)
	trust, known, err := s.Cache.Trust(t.Context())
	storetest.OK(t, err)
	f, err := s.Cache.Freshness(t.Context())
	storetest.OK(t, err)
	if len(cursors) != 1 || cursors[0].Seq != 5000 || !known || trust.Version != 7 || f.Residents != residents || f.SyncedAt.IsZero() {
		t.Fatal("cursors, trust or freshness", cursors, trust.Version, f)
	}
	camera, _, err := s.Settings.Get(t.Context(), ledger.SettingCamera)
	storetest.OK(t, err)
	if string(camera) != "depan" {
		t.Fatal("a setting is lost")
	}
	auditRows(t, s)
}

// openNothing checks that an old data key opens nothing in the folder any more.
func opensNothing(t *testing.T, dir string, data []byte) {
	t.Helper()
	old := seal.DeriveKeys(bytes.Clone(data))
	ledgerDB, err := ledger.Peek(t.Context(), dir)
	storetest.OK(t, err)
	defer ledgerDB.Close()
	for query, at := range map[string]func(key []byte) seal.Place{
		`SELECT id, sealed FROM activations`: func(id []byte) seal.Place { return ledger.ActivationPlace(siak.ActivationID(id)) },
		`SELECT name, sealed FROM settings`:  func(name []byte) seal.Place { return ledger.SettingPlace(ledger.Setting(name)) },
		`SELECT name, card FROM officers`:    func(name []byte) seal.Place { return accounts.CardPlace(string(name)) },
	} {
		rows, err := ledgerDB.QueryContext(t.Context(), query)
		storetest.OK(t, err)
		for rows.Next() {
			var key, sealed []byte
			storetest.OK(t, rows.Scan(&key, &sealed))
			if _, err := old.LedgerSeal.Open(at(key), sealed); err == nil {
				t.Fatalf("the old key opens a row of %s", query)
			}
		}
		storetest.OK(t, rows.Close())
	}
	var marks int
	mark := old.LedgerIndex.Mark(ledger.MarkRegistration, storetest.Confirmed(1, storetest.NewClock().At).RegistrationID)
	storetest.OK(t, ledgerDB.QueryRowContext(t.Context(), `SELECT count(*) FROM activations WHERE registration = ?`, mark).Scan(&marks))
	if marks != 0 {
		t.Fatal("a mark of the old key is left")
	}
	cacheDB, err := sqlitedb.OpenReader(filepath.Join(dir, folder.Cache), sqlitedb.Access{})
	storetest.OK(t, err)
	defer cacheDB.Close()
	rows, err := cacheDB.QueryContext(t.Context(), `SELECT key, version, sealed FROM people`)
	storetest.OK(t, err)
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		if _, _, err := cache.ScanResident(rows, old); err == nil {
			t.Fatal("the old key opens a resident")
		}
	}
	if n == 0 {
		t.Fatal("the cache is empty")
	}
}

func TestDisabledOfficerHasNoKeyAnyMore(t *testing.T) {
	const activations, residents = 120, 300
	dir, s := grown(t, activations, residents)
	old := bytes.Clone(s.keys.Data)
	db, err := ledger.Peek(t.Context(), dir)
	storetest.OK(t, err)
	var wrapped []byte
	storetest.OK(t, db.QueryRowContext(t.Context(), `SELECT wrapped FROM officers WHERE name = 'budi'`).Scan(&wrapped))
	storetest.OK(t, db.Close())

	storetest.WantKind(t, s.Accounts.Disable(t.Context(), "latihan"), siak.KindOwnAccount) // oneself
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	storetest.WantKind(t, s.Accounts.Disable(t.Context(), "dewi"), siak.KindKeyRotation) // one at a time
	refuse(t, dir, "budi", budisOwn, quick(), siak.KindNotAllowed)
	whole(t, s, activations, residents) // before anything was sealed anew
	confirm(t, s.Ledger, storetest.Confirmed(activations, storetest.NewClock().At))

	var steps []Rotation
	storetest.OK(t, s.Rotate(t.Context(), func(p Rotation) { steps = append(steps, p) }))
	if last := steps[len(steps)-1]; last.Running || last.Done != last.Of || last.Of != activations+1+residents || len(steps) < 4 {
		t.Fatalf("%+v", steps)
	}
	for i := 1; i < len(steps); i++ {
		if steps[i].Done < steps[i-1].Done {
			t.Fatalf("progress goes back: %+v", steps)
		}
	}
	whole(t, s, activations+1, residents)
	opensNothing(t, dir, old)
	if s.keys.PreviousData != nil || s.keys.LedgerSeal.Previous != nil || s.keys.PreviousIndex.Key != nil {
		t.Fatal("the old key is still in memory")
	}
	storetest.OK(t, s.Rotate(t.Context(), nil)) // nothing to do
	for _, name := range []string{"ledger.db", "ledger.db-wal"} {
		if b, _ := os.ReadFile(filepath.Join(dir, name)); bytes.Contains(b, wrapped) {
			t.Errorf("%s still has the wrap of who was disabled", name)
		}
	}
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	whole(t, s, activations+1, residents)

	// Enabled again, with a key pair and a secret of its own.
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisOwn))
	closeStore(t, s)
	whole(t, openAs(t, dir, "budi", budisOwn, quick()), activations+1, residents)
}

// rotateAll is the program that is killed.
func rotateAll(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir, "latihan", passphrase, quick())
	if err != nil {
		return err
	}
	err = s.Rotate(ctx, func(p Rotation) { fmt.Println(p.Done, p.Of) })
	return errors.Join(err, s.Close())
}

// Killed again and again in the middle of the change, at each step of it: what
// was there is found at any moment, new work goes on, and in the end the old key
// opens nothing.
func TestRotationIsResumedAfterKills(t *testing.T) {
	const residents = 5000
	activations := 400
	dir, s := grown(t, activations, residents)
	old := bytes.Clone(s.keys.Data)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	closeStore(t, s)
	kills := 0
	for ended := false; !ended; {
		if ended = rotateOrDie(t, dir, 1+rand.IntN(3+kills/2)); ended {
			break
		}
		kills++
		s := openAs(t, dir, "dewi", dewisOwn, quick())
		confirm(t, s.Ledger, storetest.Confirmed(activations, storetest.NewClock().At))
		activations++
		if kills%4 == 1 {
			whole(t, s, activations, residents)
		}
		closeStore(t, s)
	}
	t.Logf("%d kills", kills)
	if kills < 3 {
		t.Fatal("hardly ever killed: the test shows nothing")
	}
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	whole(t, s, activations, residents)
	p, err := s.Rotating(t.Context())
	storetest.OK(t, err)
	if p.Running {
		t.Fatal("it ended, and is running")
	}
	opensNothing(t, dir, old)
}

// rotateOrDie runs the change and kills it after some steps; true where it was
// done before.
func rotateOrDie(t *testing.T, dir string, steps int) (ended bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir, childJob+"=rotate")
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	storetest.OK(t, err)
	storetest.OK(t, child.Start())
	lines := bufio.NewScanner(out)
	for seen := 0; lines.Scan(); seen++ {
		if seen == steps {
			spin(rand.IntN(20000))
			_ = child.Process.Kill() // it may have ended
			_, _ = io.Copy(io.Discard, out)
			break
		}
	}
	return child.Wait() == nil
}

// A change stops with its context and while the store is locked, and goes on.
func TestRotationStopsAndGoesOn(t *testing.T) {
	const activations, residents = 120, 300
	dir, s := grown(t, activations, residents)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Rotate(ctx, func(p Rotation) {
		if p.Done > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	storetest.OK(t, s.Lock(t.Context()))
	storetest.WantKind(t, s.Rotate(t.Context(), nil), siak.KindLocked)
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	whole(t, s, activations, residents)
	storetest.OK(t, s.Rotate(t.Context(), nil))
	whole(t, s, activations, residents)
	// Pulls and look-ups go on with the new key.
	person := storetest.MadeUp(999_999)
	person.Version = 6000
	storetest.OK(t, s.Cache.Apply(t.Context(), siak.Page{
		From: siak.Cursor{Partition: storetest.Beji, Epoch: 3, Seq: 5000}, To: siak.Cursor{Partition: storetest.Beji, Epoch: 3, Seq: 5001}, Upserts: []siak.Resident{person},
	}))
	closeStore(t, s)
	s = openAs(t, dir, "latihan", secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}, quick())
	if _, known, err := s.Cache.Resident(t.Context(), person.NIK); err != nil || !known {
		t.Fatal(known, err)
	}
	storetest.OK(t, s.Ledger.Confirm(t.Context(), storetest.Confirmed(5000, time.Now())))
}

// The moment between the fresh cache's taking its place and the end.
func TestCrashBeforeTheEndOfTheRotation(t *testing.T) {
	const activations, residents = 60, 200
	dir, s := grown(t, activations, residents)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	for more := true; more; {
		var err error
		_, more, err = rotator{s}.resealActivations(t.Context())
		storetest.OK(t, err)
	}
	storetest.OK(t, rotator{s}.resealSettings(t.Context()))
	storetest.OK(t, rotator{s}.resealCache(t.Context(), Rotation{}, func(Rotation) {}))
	whole(t, s, activations, residents)
	storetest.OK(t, s.Lock(t.Context()))
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	whole(t, s, activations, residents)
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	whole(t, s, activations, residents)
	storetest.OK(t, s.Rotate(t.Context(), nil))
	whole(t, s, activations, residents)
}

// A station that locks itself in the middle of it does not get keys back by it.
func TestLockInTheMiddleOfTheRotation(t *testing.T) {
	const activations, residents = 60, 200
	_, s := grown(t, activations, residents)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	locked := false
	storetest.WantKind(t, s.Rotate(t.Context(), func(p Rotation) {
		if p.Done > activations && !locked { // in the cache
			locked = true
			if err := s.Lock(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}), siak.KindLocked)
	if !locked || s.keys.CacheSeal.Aead != nil || s.keys.CacheIndex.Key != nil || s.keys.Data != nil {
		t.Fatal("a key came back")
	}
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	whole(t, s, activations, residents)
	storetest.OK(t, s.Rotate(t.Context(), nil))
	whole(t, s, activations, residents)
}
