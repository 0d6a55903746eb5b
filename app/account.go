package app

import (
	"context"
	"time"

	"ikd/station/siak"
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
	Until time.Time // when the next try is heard; zero for now
	Full  bool      // not before a supervisor gave a new secret
	Left  int       // tries until then
}

// waits is how long the account must wait yet.
func (l Lockout) waits(now time.Time) time.Duration { return max(0, l.Until.Sub(now)) }

// Secret is what an officer signs in with.
type Secret struct {
	PIN  bool
	Text []byte
}

// Keys are the officer's own keys in a session.
type Keys interface {
	// Me is the account that signed in.
	Me() Account
	// Lock forgets the keys and stops the camera; what was confirmed goes on
	// being sent. Unlock takes them back with the same officer's secret, and
	// fails as [Backend.SignIn] does.
	Lock(ctx context.Context) error
	Unlock(ctx context.Context, secret []byte) error
	// IdleLock is after how long without key or mouse the window locks itself;
	// 0 for never. It is kept in memory.
	IdleLock() time.Duration
	SetIdleLock(ctx context.Context, after time.Duration) error
	// ChangeSecret gives the officer another secret. It fails with
	// siak.KindWrongPassphrase and siak.KindLockedOut for the old one, with
	// siak.KindWeakPassphrase and siak.KindNoKeyring for the new one.
	ChangeSecret(ctx context.Context, old []byte, secret Secret) error
}

// Supervisor is what only a supervisor may do.
type Supervisor interface {
	Accounts(ctx context.Context) ([]Account, error)
	// Areas lists what may be kept of the register and what is; offline says why the
	// registry was not asked. SetArea keeps other districts from now on.
	Areas(ctx context.Context) (parts []AreaPart, offline siak.Kind, err error)
	SetArea(ctx context.Context, chosen []siak.Region) error
	// Add, Reset and Disable look after the others' accounts; see package store.
	Add(ctx context.Context, name string, supervisor bool, secret Secret) error
	Reset(ctx context.Context, name string, secret Secret) error
	Disable(ctx context.Context, name string) error

	// Audit reads at most limit rows before a number, newest first; 0 begins
	// with the last.
	Audit(ctx context.Context, before int64, limit int) ([]AuditRow, error)
	VerifyAudit(ctx context.Context) (AuditReport, error)
	// ExportAudit writes it to a new file; siak.KindOutputExists where there is one.
	ExportAudit(ctx context.Context, path string) error
	// ExportPath is where an export goes unless somebody wants it elsewhere.
	ExportPath() string

	// RestorePath is the copy of what was saved of a damaged ledger. PlanRestore
	// says what a copy would bring; it fails with siak.KindDamaged where the file is
	// none. Restore ends the session and puts the copy in the place of the ledger,
	// which is put aside.
	RestorePath() string
	PlanRestore(ctx context.Context, path string) (RestorePlan, error)
	Restore(ctx context.Context, path string) (Restored, error)

	// PlanWipe says what Wipe takes and what it keeps. Wipe ends the session; it
	// fails with siak.KindUnsentWork, having destroyed nothing, where something waits
	// that can be neither sent nor sealed to the registry.
	PlanWipe(ctx context.Context) (WipePlan, error)
	Wipe(ctx context.Context) (Wiped, error)
}
