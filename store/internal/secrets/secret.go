// Package secrets judges how strong secrets are, and wraps private keys with them.
package secrets

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
