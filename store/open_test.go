package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"ikd/station/store/internal/cache"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/storetest"
)

func TestCreateOpenClose(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a #odd ?folder%20")
	if folder.Exists(dir) {
		t.Fatal("exists before it was made")
	}
	_, err := Open(t.Context(), dir, "", passphrase, quick())
	storetest.WantKind(t, err, siak.KindNotSetUp)
	_, err = Officers(t.Context(), dir)
	storetest.WantKind(t, err, siak.KindNotSetUp)

	s := create(t, dir, quick())
	if !folder.Exists(dir) || s.Officer() != "latihan" {
		t.Fatal("not there after it was made")
	}
	closeStore(t, s)
	closeStore(t, s) // twice is allowed

	names, err := Officers(t.Context(), dir)
	storetest.OK(t, err)
	if len(names) != 1 || names[0] != "latihan" {
		t.Fatalf("officers %q", names)
	}
	s = reopen(t, dir, quick())
	closeStore(t, s)
	s, err = Open(t.Context(), dir, "latihan", passphrase, quick())
	storetest.OK(t, err)
	closeStore(t, s)
}

func TestCreateTwiceIsRefused(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, create(t, dir, quick()))
	_, err := Create(t.Context(), dir, accounts.Officer{Name: "lain"}, passphrase, quick())
	storetest.WantKind(t, err, siak.KindAlreadySetUp)
	closeStore(t, reopen(t, dir, quick()))
}

func TestCreateChecksItsInput(t *testing.T) {
	for name, c := range map[string]struct {
		officer    string
		passphrase string
		kind       siak.Kind
	}{
		"short passphrase": {"latihan", "1234567", siak.KindWeakPassphrase},
		"seven letters":    {"latihan", "ééééééé", siak.KindWeakPassphrase},
		"no name":          {"", "pagi yang cerah", siak.KindAccountName},
		"control letter":   {"a\nb", "pagi yang cerah", siak.KindAccountName},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := Create(t.Context(), dir, accounts.Officer{Name: c.officer}, []byte(c.passphrase), quick())
			storetest.WantKind(t, err, c.kind)
			if entries, _ := os.ReadDir(dir); len(entries) > 0 {
				t.Fatalf("left behind: %v", entries)
			}
		})
	}
}

func TestWrongPassphraseAndOfficer(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, create(t, dir, quick()))
	_, err := Open(t.Context(), dir, "", []byte("pagi yang mendung"), quick())
	storetest.WantKind(t, err, siak.KindWrongPassphrase)
	_, err = Open(t.Context(), dir, "orang lain", passphrase, quick())
	storetest.WantKind(t, err, siak.KindNotFound)
}

func TestWrapOpensForItsOfficerAlone(t *testing.T) {
	private, _ := seal.NewKeyPair()
	secret := secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}
	w, err := secrets.NewWrap("a", private, secret, quick().Argon, secrets.Laptop{})
	storetest.OK(t, err)
	with, err := w.WrapSealer("a", secret, secrets.Laptop{})
	storetest.OK(t, err)
	got, err := w.Open("a", with, secrets.WrapsPrivateKey)
	storetest.OK(t, err)
	if !bytes.Equal(got, private) {
		t.Fatal("another key")
	}
	_, err = w.Open("b", with, secrets.WrapsPrivateKey)
	storetest.WantKind(t, err, siak.KindWrongPassphrase)
	_, err = w.Open("a", with, secrets.WrapsDataKey)
	storetest.WantKind(t, err, siak.KindWrongPassphrase)
	w.Cost.Memory = 1 << 31
	_, err = w.WrapSealer("a", secret, secrets.Laptop{})
	storetest.WantKind(t, err, siak.KindDamaged)
}

func TestImpossibleCostIsRefused(t *testing.T) {
	options := quick()
	options.Argon.Threads = 0
	_, err := Create(t.Context(), t.TempDir(), accounts.Officer{Name: "latihan"}, passphrase, options)
	storetest.WantKind(t, err, siak.KindBadValue)
}

func TestDefaultCostIsSane(t *testing.T) {
	if !seal.DefaultArgon.Sane() || !quick().Argon.Sane() {
		t.Fatal("this program's own cost would not open")
	}
}

func TestClosedStoreSaysSo(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	closeStore(t, s)
	_, _, err := s.Cache.Resident(t.Context(), storetest.MadeUp(1).NIK)
	storetest.WantKind(t, err, siak.KindNotSetUp)
	storetest.WantKind(t, s.Ledger.Confirm(t.Context(), storetest.Confirmed(1, storetest.NewClock().At)), siak.KindNotSetUp)
}

func TestKeysAreWiped(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	data, marks := s.keys.Data, s.keys.LedgerIndex.Key
	closeStore(t, s)
	if zero := make([]byte, seal.KeyLength); !bytes.Equal(data, zero) || !bytes.Equal(marks, zero) {
		t.Fatal("a key is still in memory")
	}
}

func TestNewerAndForeignFiles(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		kind  siak.Kind
	}{
		"newer":    {"PRAGMA user_version = 99", siak.KindWrongVersion},
		"foreign":  {"PRAGMA application_id = 7", siak.KindDamaged},
		"negative": {"PRAGMA user_version = -1", siak.KindDamaged},
		"zero":     {"PRAGMA user_version = 0", siak.KindDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			closeStore(t, create(t, dir, quick()))
			tamper(t, filepath.Join(dir, folder.Ledger), c.spoil)
			_, err := Open(t.Context(), dir, "", passphrase, quick())
			storetest.WantKind(t, err, c.kind)
			_, err = ledger.Outbox(t.Context(), dir)
			storetest.WantKind(t, err, c.kind)
		})
	}
}

// An interrupted set-up leaves a folder that can be set up.
func TestCreateAfterInterruptedCreate(t *testing.T) {
	dir := storetest.Folder(t)
	for _, name := range []string{"ledger.db.new", "ledger.db.new-wal", "ledger.db-wal", folder.Cache} {
		storetest.OK(t, os.WriteFile(filepath.Join(dir, name), bytes.Repeat([]byte{7}, 5000), 0o600))
	}
	closeStore(t, create(t, dir, quick()))
	closeStore(t, reopen(t, dir, quick()))
}

// Opening sweeps what a fill left that was cut off: it must not be another one's
// that goes on.
func TestOpeningLeavesAnothersFillAlone(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	all := storetest.People(500)
	storetest.OK(t, s.Cache.Fill(t.Context(), func(apply func(context.Context, siak.Page) error) error {
		storetest.OK(t, apply(t.Context(), siak.Page{From: at(0, 0), To: at(1, 250), Upserts: all[:250], More: true}))
		left := filepath.Join(dir, folder.Cache+cache.RunSuffix+"1")
		storetest.OK(t, os.WriteFile(left, nil, 0o600))
		_, err := Open(t.Context(), dir, "", passphrase, quick())
		storetest.WantKind(t, err, siak.KindBusy)
		_, err = OpenReadOnly(t.Context(), dir, "", passphrase, quick())
		storetest.WantKind(t, err, siak.KindBusy)
		_, err = LockFolder(dir, nil)
		storetest.WantKind(t, err, siak.KindBusy)
		if _, err := os.Stat(left); err != nil {
			t.Error("what the fill keeps on the disk was swept")
		}
		return apply(t.Context(), siak.Page{From: at(1, 250), To: at(1, 500), Upserts: all[250:]})
	}))
	wantCount(t, s.Cache, 500)
	closeStore(t, s)
	reopen(t, dir, quick())
}

// A program that has the folder opens one store in it, and keeps the folder when
// that is closed.
func TestStoreUsesTheLockOfItsProgram(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, create(t, dir, quick()))
	release, err := LockFolder(dir, nil)
	storetest.OK(t, err)
	s := reopen(t, dir, quick())
	_, err = Open(t.Context(), dir, "", passphrase, quick())
	storetest.WantKind(t, err, siak.KindBusy)
	closeStore(t, s)
	_, err = LockFolder(dir, nil)
	storetest.WantKind(t, err, siak.KindBusy)
	storetest.OK(t, release())
	closeStore(t, reopen(t, dir, quick()))
}
