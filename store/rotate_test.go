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
)

// grown is a crew's folder with activations and a filled cache, open.
func grown(t *testing.T, activations, residents int) (dir string, s *Store) {
	t.Helper()
	dir, s = crew(t, quick())
	for i := range activations {
		confirm(t, s.Ledger, confirmed(i, newClock().now))
	}
	ok(t, s.Cache.Apply(t.Context(), siak.Page{
		From: siak.Cursor{Partition: beji}, To: siak.Cursor{Partition: beji, Epoch: 3, Seq: 5000}, Upserts: people(residents),
	}))
	ok(t, s.Cache.SetTrust(t.Context(), siak.Trust{Version: 7}))
	ok(t, s.Cache.SetSynced(t.Context(), newClock().now))
	ok(t, s.Settings.Set(t.Context(), SettingCamera, []byte("depan")))
	return dir, s
}

// whole checks that everything of grown is there and found.
func whole(t *testing.T, s *Store, activations, residents int) {
	t.Helper()
	for i := range activations {
		a := confirmed(i, newClock().now)
		got, found, err := s.Ledger.Used(t.Context(), a.PresentationID)
		if err != nil || !found || got.NIK != a.NIK {
			t.Fatalf("activation %d by its code: %v %v", i, found, err)
		}
		if _, found, err := s.Ledger.OpenActivation(t.Context(), a.RegistrationID); err != nil || !found {
			t.Fatalf("activation %d by its registration: %v %v", i, found, err)
		}
		if i%50 == 0 {
			a.ID = siak.NewActivationID()
			wantKind(t, s.Ledger.Confirm(t.Context(), a), siak.KindReplayed)
			a.PresentationID[15] = 1 // another code of the same registration
			wantKind(t, s.Ledger.Confirm(t.Context(), a), siak.KindReplayed)
		}
	}
	for _, p := range people(residents) {
		got, known, err := s.Cache.Resident(t.Context(), p.NIK)
		if err != nil || !known || got != p {
			t.Fatalf("resident: %v %v", known, err)
		}
	}
	cursors, err := s.Cache.Cursors(t.Context())
	ok(t, err)
	trust, known, err := s.Cache.Trust(t.Context())
	ok(t, err)
	f, err := s.Cache.Freshness(t.Context())
	ok(t, err)
	if len(cursors) != 1 || cursors[0].Seq != 5000 || !known || trust.Version != 7 || f.Residents != residents || f.SyncedAt.IsZero() {
		t.Fatal("cursors, trust or freshness", cursors, trust.Version, f)
	}
	camera, _, err := s.Settings.Get(t.Context(), SettingCamera)
	ok(t, err)
	if string(camera) != "depan" {
		t.Fatal("a setting is lost")
	}
	auditRows(t, s)
}

// openNothing checks that an old data key opens nothing in the folder any more.
func opensNothing(t *testing.T, dir string, data []byte) {
	t.Helper()
	old := deriveKeys(bytes.Clone(data))
	ledgerDB, err := peek(t.Context(), dir)
	ok(t, err)
	defer ledgerDB.Close()
	for query, at := range map[string]func(key []byte) place{
		`SELECT id, sealed FROM activations`: func(id []byte) place { return activationPlace(siak.ActivationID(id)) },
		`SELECT name, sealed FROM settings`:  func(name []byte) place { return settingPlace(Setting(name)) },
		`SELECT name, card FROM officers`:    func(name []byte) place { return cardPlace(string(name)) },
	} {
		rows, err := ledgerDB.QueryContext(t.Context(), query)
		ok(t, err)
		for rows.Next() {
			var key, sealed []byte
			ok(t, rows.Scan(&key, &sealed))
			if _, err := old.ledgerSeal.open(at(key), sealed); err == nil {
				t.Fatalf("the old key opens a row of %s", query)
			}
		}
		ok(t, rows.Close())
	}
	var marks int
	mark := old.ledgerIndex.mark(markRegistration, confirmed(1, newClock().now).RegistrationID)
	ok(t, ledgerDB.QueryRowContext(t.Context(), `SELECT count(*) FROM activations WHERE registration = ?`, mark).Scan(&marks))
	if marks != 0 {
		t.Fatal("a mark of the old key is left")
	}
	cacheDB, err := openReader(filepath.Join(dir, cacheFile), access{})
	ok(t, err)
	defer cacheDB.Close()
	rows, err := cacheDB.QueryContext(t.Context(), `SELECT key, version, sealed FROM people`)
	ok(t, err)
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		if _, _, err := scanResident(rows, old); err == nil {
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
	old := bytes.Clone(s.keys.data)
	db, err := peek(t.Context(), dir)
	ok(t, err)
	var wrapped []byte
	ok(t, db.QueryRowContext(t.Context(), `SELECT wrapped FROM officers WHERE name = 'budi'`).Scan(&wrapped))
	ok(t, db.Close())

	wantKind(t, s.Accounts.Disable(t.Context(), "latihan"), siak.KindRefused) // oneself
	ok(t, s.Accounts.Disable(t.Context(), "budi"))
	wantKind(t, s.Accounts.Disable(t.Context(), "dewi"), siak.KindBusy) // one at a time
	refuse(t, dir, "budi", budisOwn, quick(), siak.KindNotAllowed)
	whole(t, s, activations, residents) // before anything was sealed anew
	confirm(t, s.Ledger, confirmed(activations, newClock().now))

	var steps []Rotation
	ok(t, s.Rotate(t.Context(), func(p Rotation) { steps = append(steps, p) }))
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
	if s.keys.beforeData != nil || s.keys.ledgerSeal.before != nil || s.keys.beforeIndex.key != nil {
		t.Fatal("the old key is still in memory")
	}
	ok(t, s.Rotate(t.Context(), nil)) // nothing to do
	for _, name := range []string{"ledger.db", "ledger.db-wal"} {
		if b, _ := os.ReadFile(filepath.Join(dir, name)); bytes.Contains(b, wrapped) {
			t.Errorf("%s still has the wrap of who was disabled", name)
		}
	}
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	whole(t, s, activations+1, residents)

	// Enabled again, with a key pair and a secret of its own.
	ok(t, s.Accounts.Reset(t.Context(), "budi", budisOwn))
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
	old := bytes.Clone(s.keys.data)
	ok(t, s.Accounts.Disable(t.Context(), "budi"))
	closeStore(t, s)
	kills := 0
	for ended := false; !ended; {
		if ended = rotateOrDie(t, dir, 1+rand.IntN(3+kills/2)); ended {
			break
		}
		kills++
		s := openAs(t, dir, "dewi", dewisOwn, quick())
		confirm(t, s.Ledger, confirmed(activations, newClock().now))
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
	ok(t, err)
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
	ok(t, err)
	ok(t, child.Start())
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
	ok(t, s.Accounts.Disable(t.Context(), "budi"))
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Rotate(ctx, func(p Rotation) {
		if p.Done > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	ok(t, s.Lock(t.Context()))
	wantKind(t, s.Rotate(t.Context(), nil), siak.KindLocked)
	ok(t, s.Unlock(t.Context(), passphrase))
	whole(t, s, activations, residents)
	ok(t, s.Rotate(t.Context(), nil))
	whole(t, s, activations, residents)
	// Pulls and look-ups go on with the new key.
	person := madeUp(999_999)
	person.Version = 6000
	ok(t, s.Cache.Apply(t.Context(), siak.Page{
		From: siak.Cursor{Partition: beji, Epoch: 3, Seq: 5000}, To: siak.Cursor{Partition: beji, Epoch: 3, Seq: 5001}, Upserts: []siak.Resident{person},
	}))
	closeStore(t, s)
	s = openAs(t, dir, "latihan", Secret{MethodPassphrase, passphrase}, quick())
	if _, known, err := s.Cache.Resident(t.Context(), person.NIK); err != nil || !known {
		t.Fatal(known, err)
	}
	ok(t, s.Ledger.Confirm(t.Context(), confirmed(5000, time.Now())))
}

// The moment between the fresh cache's taking its place and the end.
func TestCrashBeforeTheEndOfTheRotation(t *testing.T) {
	const activations, residents = 60, 200
	dir, s := grown(t, activations, residents)
	ok(t, s.Accounts.Disable(t.Context(), "budi"))
	for more := true; more; {
		var err error
		_, more, err = s.resealSome(t.Context())
		ok(t, err)
	}
	ok(t, s.resealSettings(t.Context()))
	ok(t, s.resealCache(t.Context(), Rotation{}, func(Rotation) {}))
	whole(t, s, activations, residents)
	ok(t, s.Lock(t.Context()))
	ok(t, s.Unlock(t.Context(), passphrase))
	whole(t, s, activations, residents)
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	whole(t, s, activations, residents)
	ok(t, s.Rotate(t.Context(), nil))
	whole(t, s, activations, residents)
}

// A station that locks itself in the middle of it does not get keys back by it.
func TestLockInTheMiddleOfTheRotation(t *testing.T) {
	const activations, residents = 60, 200
	_, s := grown(t, activations, residents)
	ok(t, s.Accounts.Disable(t.Context(), "budi"))
	locked := false
	wantKind(t, s.Rotate(t.Context(), func(p Rotation) {
		if p.Done > activations && !locked { // in the cache
			locked = true
			if err := s.Lock(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}), siak.KindLocked)
	if !locked || s.keys.cacheSeal.aead != nil || s.keys.cacheIndex.key != nil || s.keys.data != nil {
		t.Fatal("a key came back")
	}
	ok(t, s.Unlock(t.Context(), passphrase))
	whole(t, s, activations, residents)
	ok(t, s.Rotate(t.Context(), nil))
	whole(t, s, activations, residents)
}
