package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"ikd/station/siak"
)

func TestCreateOpenClose(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a #odd ?folder%20")
	if Exists(dir) {
		t.Fatal("exists before it was made")
	}
	_, err := Open(t.Context(), dir, "", passphrase, quick())
	wantKind(t, err, siak.KindNotSetUp)
	_, err = Officers(t.Context(), dir)
	wantKind(t, err, siak.KindNotSetUp)

	s := create(t, dir, quick())
	if !Exists(dir) || s.Officer() != "latihan" {
		t.Fatal("not there after it was made")
	}
	closeStore(t, s)
	closeStore(t, s) // twice is allowed

	names, err := Officers(t.Context(), dir)
	ok(t, err)
	if len(names) != 1 || names[0] != "latihan" {
		t.Fatalf("officers %q", names)
	}
	s = reopen(t, dir, quick())
	closeStore(t, s)
	s, err = Open(t.Context(), dir, "latihan", passphrase, quick())
	ok(t, err)
	closeStore(t, s)
}

func TestCreateTwiceIsRefused(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, create(t, dir, quick()))
	_, err := Create(t.Context(), dir, Officer{Name: "lain"}, passphrase, quick())
	wantKind(t, err, siak.KindRefused)
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
		"no name":          {"", "pagi yang cerah", siak.KindMalformed},
		"control letter":   {"a\nb", "pagi yang cerah", siak.KindMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := Create(t.Context(), dir, Officer{Name: c.officer}, []byte(c.passphrase), quick())
			wantKind(t, err, c.kind)
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
	wantKind(t, err, siak.KindWrongPassphrase)
	_, err = Open(t.Context(), dir, "orang lain", passphrase, quick())
	wantKind(t, err, siak.KindNotFound)
}

func TestWrapOpensForItsOfficerAlone(t *testing.T) {
	private, _ := newPair()
	secret := Secret{MethodPassphrase, passphrase}
	w, err := newWrap("a", private, secret, quick().Argon, halves{})
	ok(t, err)
	with, err := w.wrapSealer("a", secret, halves{})
	ok(t, err)
	got, err := w.open("a", with, wrapsPrivate)
	ok(t, err)
	if !bytes.Equal(got, private) {
		t.Fatal("another key")
	}
	_, err = w.open("b", with, wrapsPrivate)
	wantKind(t, err, siak.KindWrongPassphrase)
	_, err = w.open("a", with, wrapsData)
	wantKind(t, err, siak.KindWrongPassphrase)
	w.cost.Memory = 1 << 31
	_, err = w.wrapSealer("a", secret, halves{})
	wantKind(t, err, siak.KindDamaged)
}

func TestImpossibleCostIsRefused(t *testing.T) {
	options := quick()
	options.Argon.Threads = 0
	_, err := Create(t.Context(), t.TempDir(), Officer{Name: "latihan"}, passphrase, options)
	wantKind(t, err, siak.KindMalformed)
}

func TestDefaultCostIsSane(t *testing.T) {
	if !DefaultArgon.sane() || !quick().Argon.sane() {
		t.Fatal("this program's own cost would not open")
	}
}

func TestClosedStoreSaysSo(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	closeStore(t, s)
	_, _, err := s.Cache.Resident(t.Context(), madeUp(1).NIK)
	wantKind(t, err, siak.KindNotSetUp)
	wantKind(t, s.Ledger.Confirm(t.Context(), confirmed(1, newClock().now)), siak.KindNotSetUp)
}

func TestKeysAreWiped(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	data, marks := s.keys.data, s.keys.ledgerIndex.key
	closeStore(t, s)
	if zero := make([]byte, keyLength); !bytes.Equal(data, zero) || !bytes.Equal(marks, zero) {
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
			tamper(t, filepath.Join(dir, ledgerFile), c.spoil)
			_, err := Open(t.Context(), dir, "", passphrase, quick())
			wantKind(t, err, c.kind)
			_, err = Outbox(t.Context(), dir)
			wantKind(t, err, c.kind)
		})
	}
}

// An interrupted set-up leaves a folder that can be set up.
func TestCreateAfterInterruptedCreate(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"ledger.db.new", "ledger.db.new-wal", "ledger.db-wal", cacheFile} {
		ok(t, os.WriteFile(filepath.Join(dir, name), bytes.Repeat([]byte{7}, 5000), 0o600))
	}
	closeStore(t, create(t, dir, quick()))
	closeStore(t, reopen(t, dir, quick()))
}
