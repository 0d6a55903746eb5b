package store

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// victim is a file of somebody's that nothing may be written to.
func victim(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "victim")
	storetest.OK(t, os.WriteFile(path, []byte("precious"), 0o600))
	return path
}

func notTouched(t *testing.T, path string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != "precious" {
		t.Errorf("the file that a link led to: %.20q, %v", b, err)
	}
}

// A USB drive that was prepared with links, at the file's name or at any name that is
// written to on the way: nothing that they lead to is written to or made.
func TestLinksOnTheDriveLeadNowhere(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	confirm(t, s.Ledger, storetest.Confirmed(0, storetest.NewClock().At))
	for name, write := range map[string]func(to string) error{
		"backup": func(to string) error { _, err := backup.Backup(t.Context(), dir, to); return err },
		"rescue": func(to string) error { _, err := recovery.Rescue(t.Context(), dir, to); return err },
		"json": func(to string) error {
			return sqlitedb.WriteJSON(to, func(w *json.Encoder) error { return w.Encode("ours") })
		},
	} {
		precious, drive := victim(t), t.TempDir()
		to, elsewhere := filepath.Join(drive, "ledger.copy"), filepath.Join(t.TempDir(), "elsewhere")
		for _, end := range []string{".part", ".sick", ".page", ".new", ".part-journal", ".page-journal", ".part-wal", ".sick-wal"} {
			storetest.OK(t, os.Symlink(precious, to+end))
		}
		storetest.OK(t, write(to))
		if info, err := os.Lstat(to); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		notTouched(t, precious)
		if name == "json" { // takes its own name's place, as a wipe that is finished twice does
			continue
		}
		for _, leads := range []string{precious, elsewhere} {
			at := filepath.Join(t.TempDir(), "copy")
			storetest.OK(t, os.Symlink(leads, at))
			if err := write(at); err == nil {
				t.Errorf("%s: written to a link", name)
			}
		}
		notTouched(t, precious)
		if _, err := os.Lstat(elsewhere); err == nil {
			t.Errorf("%s: a file was made where a link led", name)
		}
	}
}

// What a wipe leaves goes to a folder that is named: links there are replaced.
func TestAWipeFollowsNoLink(t *testing.T) {
	dir, s, _ := sealable(t, quick())
	confirm(t, s.Ledger, storetest.Confirmed(0, storetest.NewClock().At))
	storetest.OK(t, s.BeginWipe(t.Context(), nil))
	closeStore(t, s)
	precious, drive := victim(t), t.TempDir()
	db, err := ledger.Peek(t.Context(), dir)
	storetest.OK(t, err)
	wiped, err := escrows(t.Context(), db)
	storetest.OK(t, errors.Join(err, db.Close()))
	stamp := wiped.Wiped.Format("20060102-150405")
	for _, name := range []string{"activations-" + stamp + ".json", "wipe-" + stamp + ".json", "audit-" + stamp + ".jsonl"} {
		storetest.OK(t, os.Symlink(precious, filepath.Join(drive, name)))
		storetest.OK(t, os.Symlink(precious, filepath.Join(drive, name+".new")))
	}
	left, err := FinishWipe(t.Context(), dir, drive)
	storetest.OK(t, err)
	for _, path := range []string{left.File, left.Report, left.Audit} {
		if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s: %v, %v", path, info, err)
		}
		if _, err := os.Lstat(path + ".new"); err == nil {
			t.Errorf("%s.new is still there", path)
		}
	}
	notTouched(t, precious)
}
