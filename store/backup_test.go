package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// waitingIDs are what the outbox of a folder holds.
func activationIDs(t *testing.T, dir string) map[siak.ActivationID]bool {
	t.Helper()
	rows, err := ledger.Outbox(t.Context(), dir)
	storetest.OK(t, err)
	all := make(map[siak.ActivationID]bool)
	for _, r := range rows {
		all[r.ID] = true
	}
	return all
}

// A backup made while the officer confirms is one moment of the ledger, has all
// that was confirmed before it began, and can be restored and opened.
func TestBackupWhileRunning(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	before := confirm(t, s.Ledger, storetest.Confirmed(0, storetest.NewClock().At))
	var working sync.WaitGroup
	working.Go(func() {
		for i := range 50 {
			if err := s.Ledger.Confirm(context.WithoutCancel(t.Context()), storetest.Confirmed(1+i, storetest.NewClock().At)); err != nil && siak.KindOf(err) != siak.KindBusy {
				t.Error(err)
			}
		}
	})
	for i := range 5 {
		to := filepath.Join(t.TempDir(), "ledger.backup")
		made, err := backup.Backup(t.Context(), dir, to)
		storetest.OK(t, err)
		if !made.Audit.Sound() || made.Activations != made.Waiting || made.Waiting < 1 || made.Lost != 0 {
			t.Fatalf("backup %d: %+v", i, made)
		}
		other := t.TempDir()
		r, err := backup.Restore(t.Context(), other, to, false, time.Now())
		storetest.OK(t, err)
		if r.Aside != "" || r.Activations != made.Activations {
			t.Fatalf("restored %+v", r)
		}
		restored := reopen(t, other, quick())
		if a, found, err := restored.Ledger.Used(t.Context(), before.PresentationID); err != nil || !found || a.ID != before.ID || a.Name != before.Name {
			t.Fatalf("an activation of the backup does not open (%v)", err)
		}
		closeStore(t, restored)
		if entries, err := os.ReadDir(filepath.Dir(to)); err != nil || len(entries) != 1 {
			t.Fatalf("%d files beside the backup (%v)", len(entries), err)
		}
	}
	working.Wait()
	_, err := backup.Backup(t.Context(), dir, filepath.Join(dir, folder.Ledger))
	storetest.WantKind(t, err, siak.KindOutputExists)
}

func TestRestoreSaysWhatWouldBeLost(t *testing.T) {
	dir := t.TempDir()
	to := filepath.Join(t.TempDir(), "ledger.backup")
	s := create(t, dir, quick())
	confirm(t, s.Ledger, storetest.Confirmed(1, storetest.NewClock().At))
	_, err := backup.Backup(t.Context(), dir, to)
	storetest.OK(t, err)
	later := confirm(t, s.Ledger, storetest.Confirmed(2, storetest.NewClock().At))
	closeStore(t, s)
	before, err := os.ReadFile(filepath.Join(dir, folder.Ledger))
	storetest.OK(t, err)

	r, err := backup.Restore(t.Context(), dir, to, false, time.Now())
	storetest.WantKind(t, err, siak.KindWouldLose)
	if r.Missing != 1 || r.Unsent != 1 {
		t.Fatalf("%+v", r)
	}
	if after, err := os.ReadFile(filepath.Join(dir, folder.Ledger)); err != nil || !bytes.Equal(before, after) {
		t.Fatalf("the ledger was touched (%v)", err)
	}
	r, err = backup.Restore(t.Context(), dir, to, true, time.Now())
	storetest.OK(t, err)
	if activationIDs(t, dir)[later.ID] {
		t.Fatal("not the backup's ledger")
	}
	closeStore(t, reopen(t, dir, quick()))
	// The one before can be brought back.
	_, err = backup.Restore(t.Context(), dir, r.Aside, true, time.Now())
	storetest.OK(t, err)
	if !activationIDs(t, dir)[later.ID] {
		t.Fatal("what was put aside is not what was there")
	}
}

func TestRestoreRefuses(t *testing.T) {
	dir := filled(t)
	to := filepath.Join(t.TempDir(), "copy")
	for name, spoil := range map[string]func(){
		"rubbish":   func() { storetest.OK(t, os.WriteFile(to, bytes.Repeat([]byte("x"), 9000), 0o600)) },
		"the cache": func() { copyFile(t, filepath.Join(dir, folder.Cache), to) },
		"empty":     func() { storetest.OK(t, os.WriteFile(to, nil, 0o600)) },
		"cut": func() {
			copyFile(t, filepath.Join(dir, folder.Ledger), to)
			storetest.OK(t, os.Truncate(to, 5*pageSize))
		},
	} {
		spoil()
		if _, err := backup.Restore(t.Context(), dir, to, true, time.Now()); siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	closeStore(t, reopen(t, dir, quick()))
	release, err := folder.Lock(dir, nil)
	storetest.OK(t, err)
	_, err = backup.Restore(t.Context(), dir, to, true, time.Now())
	storetest.WantKind(t, err, siak.KindBusy)
	storetest.OK(t, release())
}

func TestLockFolder(t *testing.T) {
	dir := t.TempDir()
	shown := make(chan struct{}, 1)
	release, err := folder.Lock(dir, func() { shown <- struct{}{} })
	storetest.OK(t, err)
	_, err = folder.Lock(dir, nil)
	storetest.WantKind(t, err, siak.KindBusy)
	storetest.OK(t, folder.Show(t.Context(), dir))
	<-shown
	storetest.OK(t, errors.Join(release(), release())) // twice is once
	storetest.WantKind(t, folder.Show(t.Context(), dir), siak.KindNotFound)
	release, err = folder.Lock(dir, nil)
	storetest.OK(t, err)
	storetest.WantKind(t, folder.Show(t.Context(), dir), siak.KindNotFound)
	storetest.OK(t, release())
}
