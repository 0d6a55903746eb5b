package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"ikd/station/siak"
)

// passphraseVariable is the environment variable with the officer's
// passphrase, for scripts.
const passphraseVariable = "STATION_PASSPHRASE"

// passphrase asks for the officer's passphrase where the environment has none.
// The variable is taken out of the environment at once, so that no child
// process inherits it.
func (o *output) passphrase() ([]byte, error) {
	if p, ok := os.LookupEnv(passphraseVariable); ok {
		_ = os.Unsetenv(passphraseVariable)
		return []byte(p), nil
	}
	in, ok := o.tty.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, siak.E("ask for the passphrase", siak.KindWrongPassphrase,
			errors.New("no terminal to ask at: set "+passphraseVariable))
	}
	fmt.Fprint(o.tty.err, "Kata sandi petugas / officer's passphrase: ")
	defer fmt.Fprintln(o.tty.err)
	return term.ReadPassword(int(in.Fd()))
}

// defaultDir is the station's folder where none is named: the place that the
// system has for a program's own files.
func defaultDir() string {
	base, err := os.UserConfigDir()
	if err != nil { // no home: a service account, say
		base = "."
	}
	return filepath.Join(base, "ikd-station")
}
