package store

import (
	"context"
	"time"

	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/backup"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/recoverykey"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/tpm"
)

// The parts of an open store, and what they give.
type (
	// Cache is the copy of the registry's residents.
	Cache = cache.Cache
	// Ledger is the officer's work: activations and their outbox.
	Ledger = ledger.Ledger
	// OutboxRow is what may be known of an activation without a passphrase.
	OutboxRow = ledger.OutboxRow
	// Settings are small sealed values of the station.
	Settings = ledger.Settings
	// Setting names one of them.
	Setting = ledger.Setting
	// Identity is what the station is to the registry, since its enrolment.
	Identity = ledger.Identity
	// Partition is a kecamatan that the station keeps in its cache.
	Partition = ledger.Partition
	// Pref names a preference that is read before anybody signed in.
	Pref = ledger.Pref
)

// The settings that other packages set.
const (
	SettingCamera = ledger.SettingCamera
	SettingIdle   = ledger.SettingIdle
)

// The preferences.
const (
	PrefLanguage = ledger.PrefLanguage
	PrefMute     = ledger.PrefMute
	PrefLook     = ledger.PrefLook
	PrefClock    = ledger.PrefClock
	PrefProxy    = ledger.PrefProxy

	PrefFullScreen    = ledger.PrefFullScreen
	PrefWindowSize    = ledger.PrefWindowSize
	PrefScannerPrefix = ledger.PrefScannerPrefix
	PrefScannerSuffix = ledger.PrefScannerSuffix
)

// Reasons that the store gives.
const (
	ReasonUnreadable = ledger.ReasonUnreadable
	ReasonUnknown    = ledger.ReasonUnknown
)

// The audit.
type (
	// Audit is the account of everything that was done at this station.
	Audit = audit.Log
	// Event is one row of it, as it is written.
	Event = audit.Event
	// Act is what was done.
	Act = audit.Act
	// AuditRow is a row as a supervisor reads it.
	AuditRow = audit.Row
	// AuditReport is the result of verifying an audit.
	AuditReport = audit.Report
	// Problem is what is wrong with one.
	Problem = audit.Problem
)

// The acts.
const (
	ActSetUp      = audit.ActSetUp
	ActEnrol      = audit.ActEnrol
	ActSignIn     = audit.ActSignIn
	ActSignOut    = audit.ActSignOut
	ActLookUp     = audit.ActLookUp
	ActSearch     = audit.ActSearch
	ActDecide     = audit.ActDecide
	ActConfirm    = audit.ActConfirm
	ActPutAway    = audit.ActPutAway
	ActSettle     = audit.ActSettle
	ActSetting    = audit.ActSetting
	ActExport     = audit.ActExport
	ActImport     = audit.ActImport
	ActUndo       = audit.ActUndo
	ActFailure    = audit.ActFailure
	ActLock       = audit.ActLock
	ActUnlock     = audit.ActUnlock
	ActOfficer    = audit.ActOfficer
	ActRotate     = audit.ActRotate
	ActWipe       = audit.ActWipe
	ActDeactivate = audit.ActDeactivate
	ActEmail      = audit.ActEmail
	ActManual     = audit.ActManual
	ActDrift      = audit.ActDrift
)

// Acts lists the closed set.
func Acts() []Act { return audit.Acts() }

// The subjects of [ActOfficer] and of [ActUndo].
const (
	SubjectAdd     = audit.SubjectAdd
	SubjectDisable = audit.SubjectDisable
	SubjectReset   = audit.SubjectReset
	SubjectChange  = audit.SubjectChange
	SubjectBind    = audit.SubjectBind
	SubjectRecover = audit.SubjectRecover
	SubjectHold    = ledger.SubjectHold
	SubjectConfirm = ledger.SubjectConfirm
)

// The problems.
const (
	ProblemNone      = audit.ProblemNone
	ProblemGap       = audit.ProblemGap
	ProblemOrder     = audit.ProblemOrder
	ProblemChanged   = audit.ProblemChanged
	ProblemCut       = audit.ProblemCut
	ProblemExtra     = audit.ProblemExtra
	ProblemUnsigned  = audit.ProblemUnsigned
	ProblemSignature = audit.ProblemSignature
	ProblemOlder     = audit.ProblemOlder
	ProblemPending   = audit.ProblemPending
)

// Officers and their secrets.
type (
	// Account is an officer's account as it may be shown before anybody signed in.
	Account = accounts.Account
	// Officer names an account that is made.
	Officer = accounts.Officer
	// Role is what an officer may do here.
	Role = accounts.Role
	// Lockout is what failed tries have led to.
	Lockout = accounts.Lockout
	// LockoutError is the cause of a sign-in that was refused for failed tries.
	LockoutError = accounts.LockoutError
	// Secret is what an officer signs in with.
	Secret = secrets.Secret
	// Method is by what an officer signs in.
	Method = secrets.Method
	// Keyring keeps the laptop's halves of wraps.
	Keyring = secrets.Keyring
	// TPM is the laptop's TPM 2.0, see package tpm.
	TPM = tpm.Device
	// TPMKey is a key in it.
	TPMKey = tpm.Key
	// Binding says what of an account's key the laptop alone has.
	Binding = secrets.Binding
	// RecoveryCode opens the folder where nothing else does.
	RecoveryCode = recoverykey.Code
	// MistypedError says which group of a recovery code is mistyped.
	MistypedError = recoverykey.MistypedError
	// Argon2Params is the cost of trying one passphrase.
	Argon2Params = seal.Argon2Params
)

// The bindings, from the weakest to the firmest.
const (
	BindingNone    = secrets.BindingNone
	BindingKeyring = secrets.BindingKeyring
	BindingTPM     = secrets.BindingTPM
)

// TPMVariable is the environment variable that names another TPM than the system's.
const TPMVariable = tpm.Variable

// SystemTPM is the laptop's TPM, or the one that [TPMVariable] names.
func SystemTPM() *TPM { return tpm.System() }

// NoTPM is a laptop without one.
func NoTPM() *TPM { return tpm.None() }

// TPMAt is the TPM behind a device file or a socket; a use that takes longer than
// patience fails with [siak.KindTPMBusy].
func TPMAt(path string, patience time.Duration) *TPM { return tpm.At(path, patience) }

// NewTPMKey makes a key in the laptop's TPM: ECDSA on P-256, for SHA-256 digests. The
// random value that is proven for it is kept sealed, with its blob
// ([TPMKey.Stored]): the key signs for nobody who cannot open the folder.
func NewTPMKey(t *TPM) (*TPMKey, error) {
	auth := seal.NewDataKey()
	blob, err := t.NewKey(auth)
	if err != nil {
		return nil, err
	}
	return t.Key(blob, auth)
}

// ParseRecoveryCode reads what somebody typed from paper. It fails with
// [siak.KindRecoveryMistyped] and a [MistypedError].
func ParseRecoveryCode(typed string) (RecoveryCode, error) { return recoverykey.ParseCode(typed) }

// The roles and the methods.
const (
	RoleOfficer      = accounts.RoleOfficer
	RoleSupervisor   = accounts.RoleSupervisor
	MethodPassphrase = secrets.MethodPassphrase
	MethodPIN        = secrets.MethodPIN
)

// DefaultArgon is the cost of a station's passphrases.
var DefaultArgon = seal.DefaultArgon

// CheckSecret says whether a secret is strong enough for an account. It fails
// with [siak.KindWeakPassphrase].
func CheckSecret(officer string, s Secret) error { return secrets.CheckSecret(officer, s) }

// Copies of the ledger.
type (
	// Copy says what a copy of a ledger holds.
	Copy = backup.Copy
	// Restored says what became of a restore.
	Restored = backup.Restored
)

// Exists reports whether the folder has been set up.
func Exists(dir string) bool { return folder.Exists(dir) }

// LockFolder takes a folder for this program alone, until release. It fails with
// [siak.KindBusy] where another program has it, or a store of this one. [Open] uses
// the lock that the program has, or takes one itself until [Store.Close]. Programs
// that only read need not ask: [Outbox], [VerifyAudit], [Backup].
//
// show is called, from a goroutine of its own, when another program asks this
// one to come to the front by [Show]; nil where there is nothing to show.
func LockFolder(dir string, show func()) (release func() error, err error) {
	return folder.Lock(dir, show)
}

// Show asks the program that has the folder to come to the front. It fails with
// [siak.KindNotFound] where there is none, or none that can be shown.
func Show(ctx context.Context, dir string) error { return folder.Show(ctx, dir) }

// Prefs reads the preferences of a folder, without a passphrase. It fails with
// [siak.KindNotSetUp] where there is no folder to keep them yet.
func Prefs(ctx context.Context, dir string) (map[Pref]string, error) { return ledger.Prefs(ctx, dir) }

// SetPref writes a preference of a folder, without a passphrase and beside a
// store that is open. It fails with [siak.KindNotSetUp] as [Prefs] does.
func SetPref(ctx context.Context, dir string, name Pref, value string) error {
	return ledger.SetPref(ctx, dir, name, value)
}

// Outbox lists all activations of a folder in the order of confirmation,
// without a passphrase and beside a program that has the folder open.
func Outbox(ctx context.Context, dir string) ([]OutboxRow, error) { return ledger.Outbox(ctx, dir) }

// Backup copies the ledger of a folder to a new file, sealed as it is, also while
// the station is running. It needs no passphrase: the copy opens with the officers'
// own. It is checked from its first page to its audit's head before it gets its
// name. It fails with [siak.KindOutputExists] where the file exists, and with
// [siak.KindDamaged] where the ledger is: see [Rescue].
func Backup(ctx context.Context, dir, to string) (Copy, error) { return backup.Backup(ctx, dir, to) }

// Rescue copies from a damaged ledger what can still be read, row by row and
// sealed as it is, to a new file that [Restore] takes. The damaged ledger stays as
// it is. It needs no passphrase. It fails with [siak.KindOutputExists] where the new file
// exists, and with [siak.KindDamaged] where nothing can be read.
func Rescue(ctx context.Context, dir, to string) (Copy, error) { return recovery.Rescue(ctx, dir, to) }

// PlanRestore says what [Restore] would bring and what would be lost by it.
func PlanRestore(ctx context.Context, dir, from string) (Restored, error) {
	return backup.PlanRestore(ctx, dir, from)
}

// Restore puts a copy made by [Backup] or [Rescue] in the place of a folder's
// ledger. The one before is put aside under another name, never removed. It
// fails with [siak.KindBusy] while a station has the folder, with
// [siak.KindDamaged] where the copy is no whole ledger, and with
// [siak.KindWouldLose] where something would be lost and force is false.
func Restore(ctx context.Context, dir, from string, force bool, now time.Time) (Restored, error) {
	return backup.Restore(ctx, dir, from, force, now)
}

// RestoreHere is [Restore] for the program that has the folder by [LockFolder]. No
// store may be open in it.
func RestoreHere(ctx context.Context, dir, from string, force bool, now time.Time) (Restored, error) {
	return backup.RestoreHere(ctx, dir, from, force, now)
}
