package pages

import (
	"context"
	"time"
)

// Account is an officer's account, as it may be shown before anybody signed in.
type Account struct {
	Name       string
	Supervisor bool
	PIN        bool // signs in with a PIN, else with a passphrase
	Disabled   bool
	Renew      bool // somebody else chose the secret
	Lockout    Lockout
}

// Lockout is what failed tries have led to.
type Lockout struct {
	Until time.Time // before which no try is checked; zero for none
	Full  bool      // not before a supervisor gave a new secret
	Left  int       // tries until then
}

// Remaining is how long the account must wait yet; 0 for not at all.
func (l Lockout) Remaining(now time.Time) time.Duration { return max(0, l.Until.Sub(now)) }

// Secret is what an officer signs in with.
type Secret struct {
	PIN  bool
	Text []byte
}

// OwnAccount is the account of the officer who is at work.
type OwnAccount interface {
	// Me is the account that signed in.
	Me() Account
	// ChangeSecret gives the officer another secret. It fails with
	// siak.KindWrongPassphrase and siak.KindLockedOut for the old one, with
	// siak.KindWeakPassphrase and siak.KindNoKeyring for the new one.
	ChangeSecret(ctx context.Context, old []byte, secret Secret) error
}

// Accounts are the accounts of all officers, for a supervisor.
type Accounts interface {
	Accounts(ctx context.Context) ([]Account, error)
	// Add, Reset and Disable look after the others' accounts; see package store.
	Add(ctx context.Context, name string, supervisor bool, secret Secret) error
	Reset(ctx context.Context, name string, secret Secret) error
	Disable(ctx context.Context, name string) error
}

// OldData is what a supervisor may say of a copy of the register that is older than
// the limit.
type OldData interface {
	// AllowOldData lets the work go on with it, for a day.
	AllowOldData(ctx context.Context) error
}
