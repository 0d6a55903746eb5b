package runtime

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/zalando/go-keyring"

	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
	"ikd/station/store"
)

// The proxy of a station is a preference of its folder: which one, in clear. The name
// and the password that an own proxy asks for are in the system's keyring. Where
// there is none they are kept in memory until the program ends, and asked for again.

// The variables that give the name and the password of an own proxy to commands on a
// machine without a keyring.
const (
	proxyUserVariable     = "STATION_PROXY_USER"
	proxyPasswordVariable = "STATION_PROXY_PASSWORD"
)

// keyringService is under which name the keyring has what the station keeps there.
const keyringService = "ikd-station"

// signInMark stands behind the address of a proxy in the preference where the keyring
// has a name and a password for it.
const signInMark = " sign-in"

// chosen are the settings that were chosen while this program runs, by folder: a new
// folder has no preferences yet, and a machine without a keyring keeps no password.
var chosen struct {
	sync.Mutex
	of map[string]choice
}

// choice is a proxy that was chosen; audited, that the folder's audit says so.
type choice struct {
	proxy.Settings
	audited bool
}

// ReadProxy is the proxy that a station's folder is set to. What cannot be read is the
// system's.
func ReadProxy(ctx context.Context, dir string) proxy.Settings {
	chosen.Lock()
	c, has := chosen.of[dir]
	chosen.Unlock()
	s := c.Settings
	if !has {
		prefs, _ := store.Prefs(ctx, dir)
		value, signIn := strings.CutSuffix(prefs[store.PrefProxy], signInMark)
		read, err := proxy.Parse(value)
		if err != nil {
			return proxy.Settings{}
		}
		if s = read; signIn {
			s.User, s.Password = fromKeyring(dir, s.Address)
		}
	}
	if s.Mode == proxy.Own && s.User == "" {
		s.User, s.Password = os.Getenv(proxyUserVariable), os.Getenv(proxyPasswordVariable)
	}
	return s
}

// ChooseProxy sets a folder's proxy, from now on and at the next start. It fails with
// [siak.KindProxyNotKept] where the name and the password hold only until this program
// ends, and as [store.SetPref] does; the setting holds in this program all the same.
func ChooseProxy(ctx context.Context, dir string, s proxy.Settings) error {
	chosen.Lock()
	if chosen.of == nil {
		chosen.of = map[string]choice{}
	}
	chosen.of[dir] = choice{Settings: s}
	chosen.Unlock()
	return keepProxy(ctx, dir, s)
}

// keepProxy writes the setting down.
func keepProxy(ctx context.Context, dir string, s proxy.Settings) error {
	value, unkept := s.String(), error(nil)
	if s.Mode == proxy.Own && s.User != "" {
		if unkept = intoKeyring(dir, s); unkept == nil {
			value += signInMark
		}
	} else {
		forgetProxy(dir)
	}
	return errors.Join(store.SetPref(ctx, dir, store.PrefProxy, value), unkept)
}

// keepChosenProxy writes down what was chosen before the folder was there, and into the
// audit what was chosen before somebody had signed in.
func keepChosenProxy(ctx context.Context, s *store.Store, dir string) {
	chosen.Lock()
	c, has := chosen.of[dir]
	chosen.Unlock()
	if has && !c.audited {
		_ = keepProxy(ctx, dir, c.Settings) // it holds in this program all the same
		_ = AuditProxy(ctx, s, dir)
	}
}

// AuditProxy writes down that the officer of an opened store has chosen the proxy.
func AuditProxy(ctx context.Context, s *store.Store, dir string) error {
	if err := s.Audit.Append(ctx, store.Event{Act: store.ActSetting, Subject: string(store.PrefProxy)}); err != nil {
		return err
	}
	chosen.Lock()
	defer chosen.Unlock()
	if c, has := chosen.of[dir]; has {
		chosen.of[dir] = choice{c.Settings, true}
	}
	return nil
}

// keyringUser names a folder's entry; the folder's path may have a person's name.
func keyringUser(dir string) string {
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	digest := sha256.Sum256([]byte(dir))
	return "proxy/" + hex.EncodeToString(digest[:8])
}

// intoKeyring keeps name and password, bound to the proxy's address: another proxy is
// never shown them.
func intoKeyring(dir string, s proxy.Settings) error {
	if err := keyring.Set(keyringService, keyringUser(dir), s.Address+"\n"+s.User+"\n"+s.Password); err != nil {
		return siak.E("keep the proxy's password", siak.KindProxyNotKept, errors.New("the system's keyring takes nothing in"))
	}
	return nil
}

// fromKeyring gives the name and the password for a proxy; "" where there are none.
func fromKeyring(dir, address string) (user, password string) {
	text, err := keyring.Get(keyringService, keyringUser(dir))
	parts := strings.SplitN(text, "\n", 3)
	if err != nil || len(parts) != 3 || parts[0] != address {
		return "", ""
	}
	return parts[1], parts[2]
}

// wipeProxy forgets all of a folder's proxy that is not in the folder.
func wipeProxy(dir string) {
	chosen.Lock()
	delete(chosen.of, dir)
	chosen.Unlock()
	forgetProxy(dir)
}

// forgetProxy takes the folder's name and password out of the keyring, as far as it
// lets us.
func forgetProxy(dir string) { _ = keyring.Delete(keyringService, keyringUser(dir)) }
