package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// forms are the ways in which a value could be found in a file. In base64 a
// text has three forms, by where it begins; the characters at their edges that
// depend on neighbours are left out, and no more than those: a few characters
// would be found in any noise.
func forms(value string) [][]byte {
	reversed := []byte(value)
	slices.Reverse(reversed)
	all := [][]byte{[]byte(value), reversed, []byte(hex.EncodeToString([]byte(value))), bytes.ToUpper([]byte(hex.EncodeToString([]byte(value))))}
	for shift := range 3 {
		text := base64.StdEncoding.EncodeToString(append(make([]byte, shift), value...))
		all = append(all, []byte(text[(8*shift+5)/6:8*(shift+len(value))/6]))
	}
	return all
}

// forbiddenForms are what no file may hold of a person.
func forbiddenForms(p siak.Resident) [][]byte {
	var all [][]byte
	birth := p.Birth
	for _, value := range []string{p.NIK.Digits(), p.Name, birth.String(), birth.Compact()} {
		all = append(all, forms(value)...)
	}
	number, _ := strconv.ParseUint(p.NIK.Digits(), 10, 64)
	encoded, _ := cache.EncodeDate(birth)
	// As this package itself encodes them, before they are sealed. A birth date
	// of three bytes would be found in any noise: with what follows it.
	return append(all, codec.AppendUint(nil, number, 7), append(codec.AppendUint(nil, number, 7), codec.AppendUint(nil, encoded, 3)...))
}

// find lists the files of a folder that hold anything of these people.
func find(t *testing.T, dir string, people []siak.Resident) (found []string, files int) {
	t.Helper()
	storetest.OK(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, p := range people {
			if slices.ContainsFunc(forbiddenForms(p), func(s []byte) bool { return bytes.Contains(content, s) }) {
				found = append(found, d.Name())
				break
			}
		}
		return nil
	}))
	return found, files
}

// Neither while the store is open nor after does any file hold a NIK, a name or
// a birth date.
func TestNothingPersonalInAnyFile(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	all := storetest.People(300)
	apply(t, s.Cache, siak.Page{From: at(0, 0), To: at(1, 300), Upserts: all})
	for i, p := range all[:60] {
		a := storetest.Confirmed(i, storetest.NewClock().At)
		a.NIK, a.Name, a.RegistrationID = p.NIK, p.Name, "registration of "+p.NIK.Digits()
		a.Presentation = []byte(p.NIK.Digits() + p.Name + p.Birth.Compact())
		confirm(t, s.Ledger, a)
		_, err := s.Ledger.Settle(t.Context(), siak.Verdict{ID: a.ID, State: siak.Accepted})
		storetest.OK(t, err)
	}
	storetest.OK(t, s.Cache.SetTrust(t.Context(), siak.Trust{Revoked: map[string]bool{"registration of " + all[0].NIK.Digits(): true}}))
	removed := []siak.Tombstone{{NIK: all[1].NIK, Version: 1 << 40}}
	apply(t, s.Cache, siak.Page{From: at(1, 300), To: at(1, 301), Removed: removed})

	if found, files := find(t, dir, all); len(found) > 0 || files < 6 { // with WAL and its index
		t.Fatalf("open: found in %v of %d files", found, files)
	}
	closeStore(t, s)
	if found, files := find(t, dir, all); len(found) > 0 || files < 3 {
		t.Fatalf("closed: found in %v of %d files", found, files)
	}
}

// The search above can find something.
func TestSearchFindsEveryForm(t *testing.T) {
	p := storetest.MadeUp(1)
	for i, secret := range forbiddenForms(p) {
		dir := t.TempDir()
		storetest.OK(t, os.WriteFile(filepath.Join(dir, "x"), slices.Concat([]byte("before"), secret, []byte("after")), 0o600))
		if found, _ := find(t, dir, []siak.Resident{p}); len(found) != 1 {
			t.Errorf("form %d is not found", i)
		}
	}
	for shift := range 3 {
		dir := t.TempDir()
		text := base64.StdEncoding.EncodeToString([]byte("abc"[:shift] + p.NIK.Digits() + "more"))
		storetest.OK(t, os.WriteFile(filepath.Join(dir, "x"), []byte(text), 0o600))
		if found, _ := find(t, dir, []siak.Resident{p}); len(found) != 1 {
			t.Errorf("base64 from %d is not found", shift)
		}
	}
}

// A sealed row that is copied to another key, another row, or another table does
// not open there: its place is bound into it.
func TestRowsAreBoundToTheirPlace(t *testing.T) {
	dir, s := grown(t, 2, 2)
	ledgerPath, cachePath := filepath.Join(dir, folder.Ledger), filepath.Join(dir, folder.Cache)
	one, two := storetest.Confirmed(0, storetest.NewClock().At), storetest.Confirmed(1, storetest.NewClock().At)
	tamper(t, ledgerPath, `UPDATE activations SET sealed = (SELECT sealed FROM activations WHERE seq = 1) WHERE seq = 2`)
	got, found, err := s.Ledger.Used(t.Context(), two.PresentationID)
	if err != nil || !found || !ledger.Unreadable(got) {
		t.Errorf("another activation's row opens: %v %v", found, err)
	}
	if got, _, err := s.Ledger.Used(t.Context(), one.PresentationID); err != nil || got.NIK != one.NIK {
		t.Errorf("the row itself does not open: %v", err)
	}
	tamper(t, ledgerPath, `UPDATE activations SET sealed = (SELECT sealed FROM settings WHERE name = 'camera') WHERE seq = 1`)
	if got, _, err := s.Ledger.Used(t.Context(), one.PresentationID); err != nil || !ledger.Unreadable(got) {
		t.Errorf("a setting opens as an activation: %v", err)
	}
	tamper(t, ledgerPath, `UPDATE settings SET sealed = (SELECT sealed FROM settings WHERE name = 'identity') WHERE name = 'camera'`)
	_, _, err = s.Settings.Get(t.Context(), ledger.SettingCamera)
	storetest.WantKind(t, err, siak.KindDamaged)

	person := storetest.People(2)
	tamper(t, cachePath, `UPDATE recent SET sealed = (SELECT sealed FROM recent ORDER BY key LIMIT 1), version = (SELECT version FROM recent ORDER BY key LIMIT 1)`)
	bad := 0
	for _, p := range person {
		if _, _, err := s.Cache.Resident(t.Context(), p.NIK); siak.KindOf(err) == siak.KindDamaged {
			bad++
		}
	}
	if bad != 1 {
		t.Errorf("%d of 2 residents do not open", bad)
	}
	tamper(t, cachePath, `UPDATE recent SET version = version + 1`)
	for _, p := range person {
		_, _, err := s.Cache.Resident(t.Context(), p.NIK)
		storetest.WantKind(t, err, siak.KindDamaged)
	}
}
