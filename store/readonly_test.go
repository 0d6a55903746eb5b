package store

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// The officer looks at what is there, and nothing can be written.
func TestOpenReadOnly(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, folder.Ledger)
	flip(t, path, (pages(t, path)-1)*pageSize)
	before, err := os.ReadFile(path)
	storetest.OK(t, err)
	_, err = Open(t.Context(), dir, "", passphrase, quick())
	storetest.WantKind(t, err, siak.KindDamaged)
	_, err = OpenReadOnly(t.Context(), dir, "", wrong.Text, quick())
	storetest.WantKind(t, err, siak.KindWrongPassphrase)

	ctx := t.Context()
	s, err := OpenReadOnly(ctx, dir, "", passphrase, quick())
	storetest.OK(t, err)
	if read, is := s.ReadOnly(); !is || read.Activations < 15 {
		t.Fatalf("%+v %v", read, is)
	}
	for what, read := range map[string]func() error{
		"list":     func() error { _, err := s.Ledger.Activations(ctx, time.Time{}); return err },
		"count":    func() error { _, err := s.Ledger.Waiting(ctx); return err },
		"audit":    func() error { _, err := s.AuditRows(ctx, 0, 5); return err },
		"verify":   func() error { _, err := s.Audit.Verify(ctx); return err },
		"export":   func() error { return s.ExportAudit(ctx, io.Discard) },
		"identity": func() error { _, _, err := s.Settings.Identity(ctx); return err },
		"officers": func() error { _, err := s.Accounts.List(ctx); return err },
	} {
		if err := read(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	who := storetest.MadeUp(7)
	wantResident(t, s.Cache, who.NIK, who)
	for what, write := range map[string]func() error{
		"confirm": func() error { return s.Ledger.Confirm(ctx, storetest.Confirmed(99, time.Now())) },
		"attempt": func() error { return s.Ledger.Attempt(ctx, []siak.ActivationID{{1}}, time.Now()) },
		"audit":   func() error { return s.Audit.Append(ctx, audit.Event{Act: audit.ActUndo}) },
		"setting": func() error { return s.Settings.Set(ctx, ledger.SettingCamera, nil) },
		"add":     func() error { return s.Accounts.Add(ctx, accounts.Officer{Name: "rina"}, dewisOwn) },
		"wipe":    func() error { return s.BeginWipe(ctx, nil) },
		"page":    func() error { return s.Cache.Apply(ctx, siak.Page{From: at(1, 300), To: at(1, 301)}) },
		"fill":    func() error { return fill(s.Cache, ctx, nil) },
		"synced":  func() error { return s.Cache.SetSynced(ctx, time.Now()) },
	} {
		if err := write(); siak.KindOf(err) != siak.KindReadOnly {
			t.Errorf("%s: %v", what, err)
		}
	}
	storetest.OK(t, s.Lock(ctx))
	_, _, err = s.Cache.Resident(ctx, who.NIK)
	storetest.WantKind(t, err, siak.KindLocked)
	storetest.WantKind(t, s.Unlock(ctx, wrong.Text), siak.KindWrongPassphrase)
	storetest.OK(t, s.Unlock(ctx, passphrase))
	wantResident(t, s.Cache, who.NIK, who)
	closeStore(t, s)

	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Fatalf("the damaged ledger was touched (%v)", err)
	}
	entries, err := os.ReadDir(dir)
	storetest.OK(t, err)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), folder.ReadCopy) {
			t.Errorf("%s was left", e.Name())
		}
	}
}
