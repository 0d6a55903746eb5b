package sandbox_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// older makes a training folder as an earlier version left it: 50 people, one
// citizen who is active and one who waits for a code.
func older(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	script, err := os.ReadFile(filepath.Join("testdata", name, "registry.sql"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "registry.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(script)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A training folder of an earlier version goes on: people, phones, stations,
// activations, and what the citizens have yet to do.
func TestOlderFolder(t *testing.T) {
	const active, waiting = "R-8817130b3253e6cc", "R-575765ce1ba79176"
	now := time.Date(2026, 11, 21, 23, 40, 0, 0, time.UTC)
	dir := older(t, "v2")
	s := open(t, sandbox.Options{Dir: dir, Now: func() time.Time { return now }})
	// What stood in clear is gone: a backup of the file is worth nothing to a thief.
	for _, name := range []string{"registry.db", "registry.db-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(codeFor(t, s, waiting))) {
			t.Errorf("%s: an activation code in clear", name)
		}
		for _, setting := range []string{"authority_key", "server_key", "sealing_key"} {
			if bytes.Contains(b, []byte(setting)) {
				t.Errorf("%s: %s is still there", name, setting)
			}
		}
	}
	st, err := s.Stats(t.Context())
	if err != nil || st.People != 50 || st.Stations != 1 || st.Activations[siak.Active] != 1 || st.Activations[siak.Accepted] != 1 {
		t.Errorf("stats %+v, error %v", st, err)
	}
	all, err := s.Stations(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	if gs, err := s.Grants(t.Context(), all[0].ID); err != nil || !gs.Covers("327601") || !gs.Covers("327606") || gs.Covers("317404") {
		t.Errorf("granted are %v, error %v: not what it could copy", gs, err)
	}
	if code, err := s.ShowAgain(t.Context(), active); err != nil || code == "" {
		t.Errorf("the phone of the active citizen: %v", err)
	}
	if ok, reason, err := s.Finish(t.Context(), waiting, codeFor(t, s, waiting)); !ok || err != nil {
		t.Errorf("who waited: reason %q, error %v", reason, err)
	}
	for _, o := range siak.Outcomes() {
		if _, _, err := s.ShowPhone(t.Context(), sandbox.PhoneRequest{Outcome: o}); err != nil {
			t.Errorf("%s: %v", o, err)
		}
	}
	r, found, err := s.Resident(t.Context(), active)
	if err != nil || !found || r.ActivePhone.IsZero() {
		t.Fatalf("found %v, error %v", found, err)
	}
	err = s.Change(t.Context(), r.NIK, func(r *siak.Resident) { r.District = "317404" })
	if err != nil {
		t.Error("move:", err)
	}
}
