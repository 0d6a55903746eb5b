package store

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
)

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	_, known, err := s.Settings.Get(t.Context(), SettingCamera)
	ok(t, err)
	if known {
		t.Fatal("a new store has a camera")
	}
	ok(t, s.Settings.Set(t.Context(), SettingCamera, []byte("old")))
	ok(t, s.Settings.Set(t.Context(), SettingCamera, []byte("HD Webcam")))
	closeStore(t, s)
	s = reopen(t, dir, quick())
	value, known, err := s.Settings.Get(t.Context(), SettingCamera)
	ok(t, err)
	if !known || string(value) != "HD Webcam" {
		t.Fatalf("%q", value)
	}
	// A value moved to another setting's name does not open.
	tamper(t, filepath.Join(dir, ledgerFile), `UPDATE settings SET name = 'verdict-seq' WHERE name = 'camera'`)
	_, err = s.Ledger.VerdictSeq(t.Context())
	wantKind(t, err, siak.KindDamaged)
}

func TestIdentityComesBack(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	_, enrolled, err := s.Settings.Identity(t.Context())
	ok(t, err)
	if enrolled {
		t.Fatal("a new store is enrolled")
	}
	want := newIdentity(t)
	ok(t, s.Settings.SetIdentity(t.Context(), want))
	closeStore(t, s)
	got, enrolled, err := reopen(t, dir, quick()).Settings.Identity(t.Context())
	ok(t, err)
	if diff := cmp.Diff(want, got); diff != "" || !enrolled {
		t.Fatal(diff)
	}
}

func TestPrefsNeedNoPassphrase(t *testing.T) {
	dir := t.TempDir()
	_, err := Prefs(t.Context(), dir)
	wantKind(t, err, siak.KindNotSetUp)
	wantKind(t, SetPref(t.Context(), dir, PrefMute, "on"), siak.KindNotSetUp)

	s := create(t, dir, quick()) // open beside
	ok(t, SetPref(t.Context(), dir, PrefLanguage, "id"))
	ok(t, SetPref(t.Context(), dir, PrefLanguage, "en"))
	ok(t, SetPref(t.Context(), dir, PrefMute, "on"))
	wantKind(t, SetPref(t.Context(), dir, "name", "x"), siak.KindMalformed)
	auditRows(t, s)
	closeStore(t, s)
	prefs, err := Prefs(t.Context(), dir)
	ok(t, err)
	if diff := cmp.Diff(map[Pref]string{PrefLanguage: "en", PrefMute: "on"}, prefs); diff != "" {
		t.Fatal(diff)
	}
}
