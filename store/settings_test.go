package store

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	_, known, err := s.Settings.Get(t.Context(), ledger.SettingCamera)
	storetest.OK(t, err)
	if known {
		t.Fatal("a new store has a camera")
	}
	storetest.OK(t, s.Settings.Set(t.Context(), ledger.SettingCamera, []byte("old")))
	storetest.OK(t, s.Settings.Set(t.Context(), ledger.SettingCamera, []byte("HD Webcam")))
	closeStore(t, s)
	s = reopen(t, dir, quick())
	value, known, err := s.Settings.Get(t.Context(), ledger.SettingCamera)
	storetest.OK(t, err)
	if !known || string(value) != "HD Webcam" {
		t.Fatalf("%q", value)
	}
	// A value moved to another setting's name does not open.
	tamper(t, filepath.Join(dir, folder.Ledger), `UPDATE settings SET name = 'verdict-seq' WHERE name = 'camera'`)
	_, err = s.Ledger.VerdictSeq(t.Context())
	storetest.WantKind(t, err, siak.KindDamaged)
}

func TestIdentityComesBack(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	_, enrolled, err := s.Settings.Identity(t.Context())
	storetest.OK(t, err)
	if enrolled {
		t.Fatal("a new store is enrolled")
	}
	want := newIdentity(t)
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), want))
	closeStore(t, s)
	got, enrolled, err := reopen(t, dir, quick()).Settings.Identity(t.Context())
	storetest.OK(t, err)
	if diff := cmp.Diff(want, got); diff != "" || !enrolled {
		t.Fatal(diff)
	}
}

func TestPrefsNeedNoPassphrase(t *testing.T) {
	dir := t.TempDir()
	_, err := ledger.Prefs(t.Context(), dir)
	storetest.WantKind(t, err, siak.KindNotSetUp)
	storetest.WantKind(t, ledger.SetPref(t.Context(), dir, ledger.PrefMute, "on"), siak.KindNotSetUp)

	s := create(t, dir, quick()) // open beside
	storetest.OK(t, ledger.SetPref(t.Context(), dir, ledger.PrefLanguage, "id"))
	storetest.OK(t, ledger.SetPref(t.Context(), dir, ledger.PrefLanguage, "en"))
	storetest.OK(t, ledger.SetPref(t.Context(), dir, ledger.PrefMute, "on"))
	storetest.WantKind(t, ledger.SetPref(t.Context(), dir, "name", "x"), siak.KindBadValue)
	auditRows(t, s)
	closeStore(t, s)
	prefs, err := ledger.Prefs(t.Context(), dir)
	storetest.OK(t, err)
	if diff := cmp.Diff(map[ledger.Pref]string{ledger.PrefLanguage: "en", ledger.PrefMute: "on"}, prefs); diff != "" {
		t.Fatal(diff)
	}
}

// Preferences that are written at the same moment do not take each other's place,
// and of one name the last that was written stays.
func TestPrefsAtTheSameMoment(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, create(t, dir, quick()))
	var all sync.WaitGroup
	for _, name := range []Pref{PrefMute, PrefLanguage, PrefWindowSize} {
		all.Go(func() {
			for i := range 10 {
				if err := SetPref(t.Context(), dir, name, fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	prefs, err := Prefs(t.Context(), dir)
	storetest.OK(t, err)
	for name, value := range prefs {
		if value != "9" {
			t.Errorf("%s is %q", name, value)
		}
	}
	if len(prefs) != 3 {
		t.Errorf("%d preferences", len(prefs))
	}
}
