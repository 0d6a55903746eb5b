package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

	"ikd/station/siak"
)

// passphraseVariable is the environment variable with the officer's
// passphrase, for scripts.
const passphraseVariable = "STATION_PASSPHRASE"

// secondSecretVariable is the environment variable with the secret of a second
// officer, who signs with the first.
const secondSecretVariable = "STATION_SECOND_PASSPHRASE"

// newSecretVariable is the environment variable with a secret that is set, for
// scripts.
const newSecretVariable = "STATION_NEW_PASSPHRASE"

// passphrase asks for the officer's passphrase where the environment has none.
// The variable is taken out of the environment at once, so that no child
// process inherits it.
func (o *output) passphrase() ([]byte, error) {
	return o.secret(passphraseVariable, "Kata sandi petugas / officer's passphrase: ")
}

// newSecret asks for a secret that is to be set, twice.
func (o *output) newSecret() ([]byte, error) {
	_, given := os.LookupEnv(newSecretVariable)
	secret, err := o.secret(newSecretVariable, "Kata sandi atau PIN baru / new passphrase or PIN: ")
	if err != nil || given {
		return secret, err
	}
	again, err := o.secret(newSecretVariable, "Sekali lagi / once more: ")
	if err == nil && !bytes.Equal(secret, again) {
		err = usage("the two are not the same")
	}
	clear(again)
	return secret, err
}

// secret asks for a secret where the environment has none.
func (o *output) secret(variable, prompt string) ([]byte, error) {
	if p, ok := os.LookupEnv(variable); ok {
		_ = os.Unsetenv(variable)
		return []byte(p), nil
	}
	in, ok := o.tty.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, siak.E("ask for the passphrase", siak.KindNoPassphrase,
			errors.New("no terminal to ask at: set "+variable))
	}
	fmt.Fprint(o.tty.Err, prompt)
	defer fmt.Fprintln(o.tty.Err)
	return term.ReadPassword(int(in.Fd()))
}
