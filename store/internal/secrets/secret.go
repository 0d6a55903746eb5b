// Package secrets judges how strong secrets are, and wraps private keys with them.
package secrets

import (
	"bytes"
	"slices"

	"golang.org/x/text/unicode/norm"
)

// Method is by what an officer signs in.
type Method string

// The methods.
const (
	// MethodPassphrase needs nothing but the officer's memory.
	MethodPassphrase Method = "passphrase"
	// MethodPIN needs the second half that the system's keyring holds for the
	// user who is signed in to the system: six digits alone are guessed at once
	// by who has the file.
	MethodPIN Method = "pin"
)

// Secret is what an officer signs in with. The text stays the caller's, to clear.
type Secret struct {
	Method Method
	Text   []byte
}

// forms are copies of the secret in each form of Unicode in which it may have been
// hashed, NFC first; one where all are the same, as of every PIN. They are the
// caller's to clear.
func (s Secret) forms() (all []Secret) {
	for _, text := range [][]byte{norm.NFC.Bytes(s.Text), s.Text, norm.NFD.Bytes(s.Text)} {
		if !slices.ContainsFunc(all, func(f Secret) bool { return bytes.Equal(f.Text, text) }) {
			all = append(all, Secret{s.Method, bytes.Clone(text)})
		}
	}
	return all
}

func clearAll(secrets []Secret) {
	for _, s := range secrets {
		clear(s.Text)
	}
}
