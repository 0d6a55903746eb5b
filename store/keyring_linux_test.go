package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/storetest"
)

// realKeyring tells the test binary that it runs in a session of its own with
// the system's Secret Service.
const realKeyring = "STORE_TEST_SECRET_SERVICE"

// The PIN with the real Secret Service, in a D-Bus session of its own: GNOME's
// keyring, unlocked with a password from a pipe, in a home that is thrown away.
func TestPINWithTheSecretService(t *testing.T) {
	if os.Getenv(realKeyring) != "" {
		pinInSession(t)
		return
	}
	for _, program := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: the system's keyring is not tested", program)
		}
	}
	home := t.TempDir()
	script := `printf 'sandi' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -test.run '^TestPINWithTheSecretService$' -test.v`
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", "sh", "-c", script, os.Args[0])
	cmd.Env = append(os.Environ(), realKeyring+"=1", "HOME="+home, "XDG_RUNTIME_DIR="+home,
		"XDG_DATA_HOME="+filepath.Join(home, "data"), "XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func pinInSession(t *testing.T) {
	dir, s := crew(t, quick()) // with the system's keyring
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisPIN))
	closeStore(t, s)
	b := openAs(t, dir, "budi", budisPIN, quick())
	storetest.OK(t, b.Accounts.Change(t.Context(), budisPIN.Text, budisNext))
	closeStore(t, b)
	refuse(t, dir, "budi", budisPIN, quick(), siak.KindWrongPassphrase)
	b = openAs(t, dir, "budi", budisNext, quick())
	storetest.OK(t, b.Accounts.Change(t.Context(), budisNext.Text, secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("angin dari laut")}))
	closeStore(t, b)

	// Without its half the PIN opens nothing, and that is told from a wrong PIN.
	s = openAs(t, dir, "dewi", dewisOwn, quick())
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisPIN))
	h, err := s.Accounts.laptop(t.Context())
	storetest.OK(t, err)
	a, err := accounts.Find(t.Context(), s.ledger().Reader, "budi", s.o.Now())
	storetest.OK(t, err)
	h.Forget("budi", a.Wrap.Salt)
	closeStore(t, s)
	refuse(t, dir, "budi", budisPIN, quick(), siak.KindNoKeyring)
}
