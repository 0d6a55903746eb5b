package runtime

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
	"ikd/station/store"
)

// forgetChosen is a program that is started anew.
func forgetChosen() {
	chosen.Lock()
	defer chosen.Unlock()
	chosen.of = nil
}

func auditRows(t *testing.T, s *store.Store) int {
	t.Helper()
	report, err := s.Audit.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(report.Rows)
}

// TestProxyIsKept: the address in the folder, name and password in the keyring and in
// no file; for that proxy only, and until the folder is wiped.
func TestProxyIsKept(t *testing.T) {
	keyring.MockInit()
	t.Cleanup(forgetChosen)
	dir := t.TempDir()
	own := proxy.Settings{Mode: proxy.Own, Address: "http://proxy.example:3128", User: "loket-uji", Password: "sandi-uji"}

	// Before there is a folder: it holds, and is kept once there is one.
	if err := ChooseProxy(t.Context(), dir, own); siak.KindOf(err) != siak.KindNotSetUp || ReadProxy(t.Context(), dir) != own {
		t.Errorf("before the folder: %v", err)
	}
	s, err := store.Create(t.Context(), dir, store.Officer{Name: "Siti"}, []byte("x"), store.Options{MadeUp: true, Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows := auditRows(t, s)
	keepChosenProxy(t.Context(), s, dir)
	keepChosenProxy(t.Context(), s, dir) // the next sign-in
	if n := auditRows(t, s) - rows; n != 1 {
		t.Errorf("%d rows of the audit say that the proxy was chosen, want 1", n)
	}
	forgetChosen()
	if got := ReadProxy(t.Context(), dir); got != own {
		t.Errorf("after a restart: %v", got)
	}
	for _, name := range files(t, dir) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("loket-uji")) || bytes.Contains(b, []byte("sandi-uji")) {
			t.Errorf("%s has the name or the password", filepath.Base(name))
		}
	}
	if user, password := fromKeyring(dir, "http://another.example:3128"); user+password != "" {
		t.Error("another proxy is shown the password")
	}
	wipeProxy(dir)
	if got := ReadProxy(t.Context(), dir); got.User != "" || got.Address != own.Address {
		t.Errorf("after a wipe: %v", got)
	}
	if err := ChooseProxy(t.Context(), dir, proxy.Settings{Mode: proxy.None}); err != nil {
		t.Fatal(err)
	}
	forgetChosen()
	if got := ReadProxy(t.Context(), dir); got.Mode != proxy.None {
		t.Errorf("none: %v", got)
	}
}

// TestProxyWithoutKeyring: the password holds while the program runs, and that is
// told.
func TestProxyWithoutKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("no keyring"))
	t.Cleanup(keyring.MockInit)
	t.Cleanup(forgetChosen)
	dir := t.TempDir()
	s, err := store.Create(t.Context(), dir, store.Officer{Name: "Siti"}, []byte("x"), store.Options{MadeUp: true, Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	own := proxy.Settings{Mode: proxy.Own, Address: "http://proxy.example:3128", User: "loket", Password: "sandi"}
	if err := ChooseProxy(t.Context(), dir, own); siak.KindOf(err) != siak.KindProxyNotKept || strings.Contains(err.Error(), "sandi") {
		t.Errorf("%v", err)
	}
	if got := ReadProxy(t.Context(), dir); got != own {
		t.Errorf("while the program runs: %v", got)
	}
	forgetChosen()
	if got := ReadProxy(t.Context(), dir); got.Address != own.Address || got.Password != "" {
		t.Errorf("after a restart: %v", got)
	}
	t.Setenv(proxyUserVariable, "loket")
	t.Setenv(proxyPasswordVariable, "sandi")
	if got := ReadProxy(t.Context(), dir); got != own {
		t.Errorf("by the environment: %v", got)
	}
}

func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}
