package store

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// smallDisk mounts a file system of so many bytes, full of nothing; only root may.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Skipf("TestFullDisk* and TestReadOnlyDisk need to mount a file system (%v); TestFullDiskLosesNothing and TestReserveFinishesTheWorkInHand stand in for them", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// stuff fills the disk but for so many bytes; to give them back, remove the file.
func stuff(t *testing.T, dir string, room int) (path string) {
	t.Helper()
	path = filepath.Join(dir, "somebody's holiday pictures")
	var fs syscall.Statfs_t
	storetest.OK(t, syscall.Statfs(dir, &fs))
	free := int(fs.Bavail) * int(fs.Bsize)
	storetest.OK(t, os.WriteFile(path, make([]byte, max(0, free-room)), 0o600))
	return path
}

// The disk is full at a step of the work: what was acknowledged stays, what could
// not be done says so, and once the reserve is given up the citizen in front is
// finished: confirmed, sent, acknowledged.
func TestFullDiskAtEveryStep(t *testing.T) {
	confirmOne := func(t *testing.T, s *Store, i int) error {
		return s.Ledger.Confirm(t.Context(), storetest.Confirmed(i, storetest.NewClock().At))
	}
	for room := 0; room <= 64<<10; room += 4 << 10 {
		t.Run(fmt.Sprintf("%d KiB left", room>>10), func(t *testing.T) {
			base := smallDisk(t, 4<<20)
			dir := filepath.Join(base, "loket")
			options := quick()
			options.Reserve = 512 << 10
			given := 0
			options.OnReserveUsed = func() { given++ }
			s := create(t, dir, options)
			first := storetest.Confirmed(1000, storetest.NewClock().At)
			confirm(t, s.Ledger, first)
			stuff(t, base, room)

			// As many as go: the reserve is given up on the way, and then it is full for good.
			done := []siak.Activation{first}
			var err error
			for i := range 2000 {
				if err = confirmOne(t, s, i); err != nil {
					break
				}
				done = append(done, storetest.Confirmed(i, storetest.NewClock().At))
			}
			storetest.WantKind(t, err, siak.KindDiskFull)
			if given != 1 || len(done) < 3 {
				t.Fatalf("the ballast was given up %d times, %d confirmed", given, len(done))
			}
			wantKindOrNone(t, s.Cache.Apply(t.Context(), siak.Page{From: at(0, 0), To: at(1, 300), Upserts: storetest.People(300)}), siak.KindDiskFull)
			if n, err := s.Ledger.Waiting(t.Context()); err != nil || n != len(done) {
				t.Fatalf("%d waiting of %d (%v)", n, len(done), err)
			}
			_ = s.Close() // may not have the room to fold the WAL

			// Full when it is opened, too: it opens, or says why, and works when there is room.
			s, err = Open(t.Context(), dir, "", passphrase, options)
			if err == nil {
				_ = s.Close()
			}
			wantKindOrNone(t, err, siak.KindDiskFull)
			storetest.OK(t, os.Remove(filepath.Join(base, "somebody's holiday pictures")))
			s = reopen(t, dir, options)
			if n, err := s.Ledger.Waiting(t.Context()); err != nil || n != len(done) {
				t.Fatalf("%d waiting of %d after it had room (%v)", n, len(done), err)
			}
			auditRows(t, s)
			storetest.OK(t, confirmOne(t, s, 5000))
			closeStore(t, s)
		})
	}
}

func wantKindOrNone(t *testing.T, err error, kind siak.Kind) {
	t.Helper()
	if err != nil {
		storetest.WantKind(t, err, kind)
	}
}

// With the reserve the citizen in front is finished, whatever the step at which
// the disk became full.
func TestFullDiskFinishesTheCitizenInFront(t *testing.T) {
	steps := map[string]func(t *testing.T, s *Store, a siak.Activation){
		"confirm": func(t *testing.T, s *Store, a siak.Activation) { confirm(t, s.Ledger, a) },
		"attempt": func(t *testing.T, s *Store, a siak.Activation) {
			storetest.OK(t, s.Ledger.Attempt(t.Context(), []siak.ActivationID{a.ID}, storetest.NewClock().At))
		},
		"settle": func(t *testing.T, s *Store, a siak.Activation) {
			_, err := s.Ledger.SettleAll(t.Context(), []siak.Verdict{{ID: a.ID, State: siak.Accepted}}, 1)
			storetest.OK(t, err)
		},
		"audit": func(t *testing.T, s *Store, a siak.Activation) {
			storetest.OK(t, s.Audit.Append(t.Context(), audit.Event{Act: audit.ActDecide, Outcome: siak.Eligible}))
		},
	}
	order := []string{"confirm", "attempt", "settle", "audit"}
	for full := range order {
		t.Run(order[full], func(t *testing.T) {
			base := smallDisk(t, 4<<20)
			options := quick()
			options.Reserve = 512 << 10
			s := create(t, filepath.Join(base, "loket"), options)
			a := storetest.Confirmed(1, storetest.NewClock().At)
			for i, step := range order {
				if i == full {
					stuff(t, base, 0)
				}
				steps[step](t, s, a)
			}
			got, found, err := s.Ledger.Used(t.Context(), a.PresentationID)
			if err != nil || !found || got.State != siak.Accepted {
				t.Fatalf("%v %s (%v)", found, got.State, err)
			}
			auditRows(t, s)
		})
	}
}

// On a disk that is read-only nothing can be done but to look: outbox and trail
// are read, the rest says why not.
func TestReadOnlyDisk(t *testing.T) {
	base := smallDisk(t, 8<<20)
	dir := filepath.Join(base, "loket")
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	a := confirm(t, s.Ledger, storetest.Confirmed(1, storetest.NewClock().At))
	closeStore(t, s)
	storetest.OK(t, syscall.Mount("tmpfs", base, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	defer func() { storetest.OK(t, syscall.Mount("tmpfs", base, "tmpfs", syscall.MS_REMOUNT, "")) }()
	rows, err := ledger.Outbox(t.Context(), dir)
	if err != nil || len(rows) != 1 || rows[0].ID != a.ID {
		t.Fatalf("%d rows (%v)", len(rows), err)
	}
	report, err := VerifyAudit(t.Context(), dir)
	if err != nil || !report.Sound() {
		t.Fatalf("%+v (%v)", report, err)
	}
	if made, err := backup.Backup(t.Context(), dir, filepath.Join(t.TempDir(), "ledger.backup")); err != nil || made.Waiting != 1 {
		t.Fatalf("%+v (%v)", made, err)
	}
	_, err = Open(t.Context(), dir, "", passphrase, quick())
	storetest.WantKind(t, err, siak.KindReadOnly)
	_, err = folder.Lock(dir, nil)
	storetest.WantKind(t, err, siak.KindReadOnly)
	_, err = Create(t.Context(), filepath.Join(base, "new"), accounts.Officer{Name: "latihan"}, passphrase, quick())
	storetest.WantKind(t, err, siak.KindReadOnly)
}
