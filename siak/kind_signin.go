package siak

// The kinds of the sign-in of an officer.
const (
	KindWrongPassphrase Kind = "wrong-passphrase" // it opens nothing
	KindWeakPassphrase  Kind = "weak-passphrase"  // too easy to guess
	KindNoPassphrase    Kind = "no-passphrase"    // none was given, and there is nobody to ask
	KindLocked          Kind = "locked"           // the store forgot its keys until the officer is back
	KindLockedOut       Kind = "locked-out"       // too many tries: wait, or a supervisor's hand
	KindNoKeyring       Kind = "no-keyring"       // the system keeps no second half: a passphrase, not a PIN
	KindNotAllowed      Kind = "not-allowed"      // a supervisor may
	KindWhichAccount    Kind = "which-account"    // there are several and none was named
)

// The kinds of what beside the secret opens an account.
const (
	KindNoTPM        Kind = "no-tpm"         // the TPM that is needed does not answer, or cannot be used
	KindOtherTPM     Kind = "other-tpm"      // the TPM is another one, or was cleared
	KindTPMLockedOut Kind = "tpm-locked-out" // the TPM takes no tries for a while, from nobody
	KindTPMBusy      Kind = "tpm-busy"       // another program has the TPM, or it is slow
)

// OfLaptop reports whether a secret could not be tried, or not now, for what the laptop
// adds to it: the recovery code is another way in.
func (k Kind) OfLaptop() bool {
	switch k {
	case KindNoTPM, KindOtherTPM, KindTPMLockedOut, KindNoKeyring:
		return true
	}
	return false
}

var signInKinds = []Kind{
	KindWrongPassphrase, KindWeakPassphrase, KindNoPassphrase, KindLocked, KindLockedOut,
	KindNoKeyring, KindNotAllowed, KindWhichAccount,
	KindNoTPM, KindOtherTPM, KindTPMLockedOut, KindTPMBusy,
}
