package siak

// The kinds of the list of the laptop's officers.
const (
	KindAccountName   Kind = "account-name"   // 1 to 64 letters that can be printed
	KindAccountExists Kind = "account-exists" // there is such an account
	KindOwnAccount    Kind = "own-account"    // nobody disables the own one
)

var accountsKinds = []Kind{
	KindAccountName, KindAccountExists, KindOwnAccount,
}
