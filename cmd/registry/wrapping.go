package main

import (
	"os"
	"path/filepath"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/keys"
)

// usualCredential is the name of systemd's credential with the wrapping key where
// --key names none (systemd.exec(5), LoadCredentialEncrypted=).
const usualCredential = "ikd-registry-key"

// wrapping is the key from outside the database. Where --key names none it is
// systemd's credential, or, beside an SQLite folder, the file FOLDER.key; may make
// is for the command that makes a registry, and wraps an older one's keys.
func (e *environment) wrapping(mayMake bool) (*keys.Wrapping, error) {
	if e.key != "" {
		return readWrapping(e.key)
	}
	if path := credentialPath(usualCredential); path != "" {
		if _, err := os.Stat(path); err == nil {
			return keys.ReadCredential(path)
		}
	}
	dir, ok := strings.CutPrefix(e.database, "sqlite:")
	if !ok {
		return nil, usage("--key: no key is named under which the registry's keys are wrapped: ikd-registry keys create FILE makes one, then --key file:FILE")
	}
	path := filepath.Clean(dir) + ".key"
	wrap, err := keys.ReadFile(path)
	if siak.KindOf(err) == siak.KindNotSetUp && mayMake {
		wrap, err = keys.CreateFile(path)
		if err == nil {
			e.log.Warn("a key was made under which the registry's keys are wrapped: keep a copy of it elsewhere, a backup of the database is worth nothing without it", "file", path)
		}
	}
	return wrap, err
}

// credentialPath is the path of one of systemd's credentials; "" where the program was
// given none.
func credentialPath(name string) string {
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, filepath.Base(name))
}

// readWrapping reads the key that --key names.
func readWrapping(source string) (*keys.Wrapping, error) {
	scheme, rest, _ := strings.Cut(source, ":")
	switch scheme {
	case "file":
		return keys.ReadFile(rest)
	case "credential":
		path := credentialPath(rest)
		if path == "" {
			return nil, usage("--key: systemd gave this program no credentials ($CREDENTIALS_DIRECTORY)")
		}
		return keys.ReadCredential(path)
	default:
		return nil, usage("--key: want file:PATH or credential:NAME")
	}
}
