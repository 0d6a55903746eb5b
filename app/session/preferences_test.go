package session

import (
	"path/filepath"
	"testing"

	"ikd/station/app"
	"ikd/station/store"
)

// Every preference of the window is there again when the program is opened the next
// time.
func TestEveryPreferenceIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "station")
	cost := store.Options{Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}}
	s, err := store.Create(t.Context(), dir, store.Officer{Name: "siti"}, []byte("kata sandi untuk uji coba"), cost)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	folder := func() string { return dir }
	first := readPrefs(t.Context(), folder)
	for _, name := range app.PreferenceNames() {
		first.SetPref(name, "a value of "+name)
	}
	again := readPrefs(t.Context(), folder)
	for _, name := range app.PreferenceNames() {
		if got := again.Pref(name); got != "a value of "+name {
			t.Errorf("%s is %q the next time: it is missing among the preferences of the store", name, got)
		}
	}
}
