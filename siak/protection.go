package siak

import "slices"

// KeyProtection is by what, beside the officers' secrets, a station's folder is kept
// from opening on another machine. It is what the station says of itself: the account
// that is protected least counts.
type KeyProtection string

// The protections, the weakest first. "" is a station that did not say.
const (
	ProtectedByPassphrase KeyProtection = "passphrase" // nothing beside it
	ProtectedByKeyring    KeyProtection = "keyring"    // a half in the system's keyring
	ProtectedByTPM        KeyProtection = "tpm"        // a half sealed in the laptop's TPM
)

var keyProtections = []KeyProtection{ProtectedByPassphrase, ProtectedByKeyring, ProtectedByTPM}

// KeyProtections lists the closed set, the weakest first.
func KeyProtections() []KeyProtection { return slices.Clone(keyProtections) }
