package sandbox_test

import (
	"bytes"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// A full disk is "try again later", and afterwards nothing is lost or doubled.
func TestFullDisk(t *testing.T) {
	var log bytes.Buffer
	c, s, d := world(t, sandbox.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	var ready []siak.Activation // made while there is room
	for range 100 {
		code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
		claim, o := d.read(code, c.now())
		ready = append(ready, d.confirm(claim, o, c.now()))
	}
	if err := s.Fill(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	var a siak.Activation
	var err error
	for _, a = range ready {
		if _, err = d.client.Submit(t.Context(), []siak.Activation{a}); err != nil {
			break
		}
	}
	wantKind(t, "full", err, siak.KindUnavailable)
	if !strings.Contains(log.String(), "disk-full") {
		t.Error("the operator is not told of the disk")
	}
	if err := s.Fill(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if v := d.submit(a); v.State.Waiting() {
		t.Error(v.State)
	}
	all, err := s.Activations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(x sandbox.Activation) bool { return x.ID == a.ID })
	if i < 0 || all[i].Submissions != 1 {
		t.Error("the activation that met the full disk is not there once")
	}
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	var log bytes.Buffer
	_, s, d := world(t, sandbox.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	a, _ := d.activate(s)
	code := codeFor(t, s, a.RegistrationID)
	finish(t, s, a.RegistrationID)
	r, _, err := s.Resident(t.Context(), a.RegistrationID)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{r.NIK.Digits(), r.Name, r.Birth.Compact(), code} {
		if strings.Contains(log.String(), secret) {
			t.Error("the log holds", secret)
		}
	}
	if !strings.Contains(log.String(), a.ID.String()) {
		t.Error("the log does not hold the activation")
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  siak.Kind
	}{
		"another version": {func(t *testing.T, path string) {
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, siak.KindWrongVersion},
		"rubbish": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, bytes.Repeat([]byte("rubbish "), 1000), 0o600); err != nil {
				t.Fatal(err)
			}
		}, siak.KindDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.spoil(t, filepath.Join(dir, "registry.db"))
			s, err := sandbox.Open(t.Context(), sandbox.Options{Dir: dir, People: 60})
			if wantKind(t, name, err, c.want); err == nil {
				_ = s.Close()
			}
		})
	}
}

// A creation that was interrupted leaves nothing: the next one starts anew.
func TestInterruptedCreation(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := canceledSoon(t)
	defer cancel()
	if s, err := sandbox.Open(ctx, sandbox.Options{Dir: dir, People: 200_000}); err == nil {
		_ = s.Close()
		t.Fatal("opened in no time")
	}
	s := open(t, sandbox.Options{Dir: dir, People: 70})
	if st, err := s.Stats(t.Context()); err != nil || st.People != 70 {
		t.Errorf("%d people, error %v", st.People, err)
	}
}
