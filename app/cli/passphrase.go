package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

	"ikd/station/siak"
	"ikd/station/siak/hardening"
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

// TakeSecrets takes the variables with secrets out of the environment, and out of
// where other processes read it, as far as the system lets it. It is for the start of
// the program.
func TakeSecrets() map[string][]byte {
	given, _ := hardening.TakeVariables(passphraseVariable, newSecretVariable, secondSecretVariable)
	return given
}

// secretFlags say where scripts give secrets; in order flags, the credentials of
// systemd, variables, a prompt.
type secretFlags struct {
	PassphraseFD   *int   `name:"passphrase-fd" placeholder:"N" help:"Read the officer's passphrase or PIN from this file descriptor (0: standard input)."`
	PassphraseFile string `placeholder:"FILE" help:"Read it from this file, which nobody but its owner may read (mode 0600)."`
	NewFD          *int   `name:"new-passphrase-fd" placeholder:"N" help:"As --passphrase-fd, of a secret that is set."`
	NewFile        string `name:"new-passphrase-file" placeholder:"FILE" help:"As --passphrase-file, of a secret that is set."`
	SecondFD       *int   `name:"second-passphrase-fd" placeholder:"N" help:"As --passphrase-fd, of a second officer who signs with the first."`
	SecondFile     string `name:"second-passphrase-file" placeholder:"FILE" help:"As --passphrase-file, of a second officer."`
}

// secretSource is where one secret comes from.
type secretSource struct {
	flag       string // of a file descriptor without "-fd", of a file without "-file"; "" for none
	fd         *int   // nil: none
	file       string
	credential string // its name among systemd's; "" for none
	variable   string
	prompt     string
}

func (f secretFlags) passphrase() secretSource {
	return secretSource{
		"--passphrase", f.PassphraseFD, f.PassphraseFile, "station-passphrase", passphraseVariable,
		"Kata sandi petugas / officer's passphrase: ",
	}
}

func (f secretFlags) newSecret() secretSource {
	return secretSource{
		"--new-passphrase", f.NewFD, f.NewFile, "station-new-passphrase", newSecretVariable,
		"Kata sandi atau PIN baru / new passphrase or PIN: ",
	}
}

func (f secretFlags) second() secretSource {
	return secretSource{
		"--second-passphrase", f.SecondFD, f.SecondFile, "station-second-passphrase", secondSecretVariable,
		"Kata sandi petugas kedua / the second officer's passphrase: ",
	}
}

// passphrase gives the officer's passphrase.
func (o *output) passphrase() ([]byte, error) {
	secret, _, err := o.secret(o.secrets.passphrase())
	return secret, err
}

// newSecret gives a secret that is to be set; a prompt asks twice.
func (o *output) newSecret() ([]byte, error) {
	from := o.secrets.newSecret()
	secret, typed, err := o.secret(from)
	if err != nil || !typed {
		return secret, err
	}
	again, err := o.ask("Sekali lagi / once more: ", from)
	if err == nil && !bytes.Equal(secret, again) {
		err = usage("the two are not the same")
	}
	clear(again)
	return secret, err
}

// secret reads a secret from where it is given, or asks for it; typed says that
// somebody typed it.
func (o *output) secret(from secretSource) (secret []byte, typed bool, err error) {
	secret, given, err := from.read()
	if given || err != nil {
		return secret, false, err
	}
	if given, has := o.program.Secrets[from.variable]; has {
		delete(o.program.Secrets, from.variable)
		o.warnOfVariable(from)
		return given, false, nil
	}
	if given, has := os.LookupEnv(from.variable); has { // of a test, or not a passphrase
		_ = os.Unsetenv(from.variable)
		o.warnOfVariable(from)
		return []byte(given), false, nil
	}
	secret, err = o.ask(from.prompt, from)
	return secret, true, err
}

// warnOfVariable says once that a secret in a variable is read by others.
func (o *output) warnOfVariable(from secretSource) {
	if from.credential == "" {
		return
	}
	o.warned.Do(func() { o.say("%s", o.words.Text("passphrase.variable", from.variable)) })
}

// ask has a secret typed at the terminal.
func (o *output) ask(prompt string, from secretSource) ([]byte, error) {
	in, ok := o.tty.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		how := "set " + from.variable
		if from.flag != "" {
			how = "give " + from.flag + "-file or " + from.flag + "-fd, or " + how
		}
		return nil, siak.E("ask for the passphrase", siak.KindNoPassphrase, errors.New("no terminal to ask at: "+how))
	}
	fmt.Fprint(o.tty.Err, prompt)
	defer fmt.Fprintln(o.tty.Err)
	return term.ReadPassword(int(in.Fd()))
}
