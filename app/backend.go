package app

import (
	"context"
	"time"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/scanner"
	"ikd/station/scanner/wedge"
)

// Backend is what the window needs before somebody has signed in. Training, Pref,
// Form and CapsLock are called on the GUI thread and return at once; every other method may
// block and is called off it. A Backend may also be an [Enroller] and a
// [TrainingSwitch] and a [Connector].
type Backend interface {
	// Accounts lists the officers of this laptop; none means first start. It
	// fails with [siak.KindWiped] where the keys are gone and [Backend.FinishWipe]
	// is to be called.
	Accounts() ([]Account, error)
	// Rescue copies what can be read of a ledger that cannot be worked with to a
	// file, sealed as it is, and says where that is.
	Rescue(ctx context.Context) (Rescued, error)
	// FinishWipe exports what a wiped folder still has and removes the rest.
	FinishWipe(ctx context.Context) (Wiped, error)
	// Create makes the first officer and signs in. progress names each step
	// that takes time.
	Create(ctx context.Context, name string, passphrase []byte, progress func(Step)) (Session, error)
	// SignIn opens the store.
	SignIn(ctx context.Context, name string, passphrase []byte, progress func(Step)) (Session, error)
	// Admit checks an officer's secret beside a session that is locked, and leaves
	// everything as it is; it fails as SignIn does. enter signs in, once that session
	// was closed. It must be called.
	Admit(ctx context.Context, name string, passphrase []byte) (enter Enter, err error)
	// Training reports whether this is training mode, and which ready officer
	// one key press signs in ("" for none).
	Training() (on bool, officer string, passphrase string)
	// Pref and SetPref keep what is not personal: language, mute, window size.
	Pref(key string) string
	SetPref(key, value string)
	// Form is what a text is by its form alone: a whole code, a cut one, or none.
	Form(text string) wedge.Form
	// CapsLock reports whether Caps Lock is on; false where the system does not tell.
	CapsLock() bool
}

// Enter signs in whoever was admitted, see [Backend.Admit].
type Enter func(ctx context.Context, progress func(Step)) (Session, error)

// Step is a part of signing in that the officer waits for.
type Step string

// The steps.
const (
	StepKeys   Step = "keys"   // the passphrase is being stretched
	StepEnrol  Step = "enrol"  // the station gets its certificate
	StepPeople Step = "people" // the training registry makes up its people
	StepReady  Step = "ready"
)

// Session is a signed-in officer at work. Desk, Scanned, Training,
// Me, IdleLock and Supervisor are called on the GUI thread and return at once;
// every other method may block and is called off it. A Session may also be
// [pages.Drives], a [pages.Connection], a [pages.Reenroller] and a [Timekeeper].
type Session interface {
	// Desk is the work itself: its State is what the screen shows.
	Desk() Desk
	// Watch sets who receives the live picture. It is called once, before work starts,
	// on the GUI thread, and returns at once.
	Watch(view func(scanner.View))
	// Cameras lists what can be chosen now; Choose switches and remembers.
	Cameras(ctx context.Context) ([]Camera, error)
	Choose(id string) error
	pages.Day
	pages.Searcher
	// Scanned reads a code that a USB barcode scanner typed, like one that the camera
	// saw.
	Scanned(r scanner.Reading)
	// SyncNow asks for a pull and a send at once.
	SyncNow()
	// HoldSync stops the pull under way until ResumeSync; what has come is kept.
	HoldSync()
	ResumeSync()
	// Training is the training panel's handle, nil outside training mode.
	Training() Training
	Keys
	// Watching tells how the store is, now and at each change, from any
	// goroutine; f returns at once.
	Watching(f func(Condition))
	// Obey carries out the registry's order to wipe that a [Condition] told of.
	Obey(ctx context.Context) (Wiped, error)
	// Supervisor is what only a supervisor may do; nil for anybody else.
	Supervisor() Supervisor
	// Close signs out: workers stop, keys are forgotten. It is called once, off the GUI
	// thread.
	Close() error
}

// Desk is what the window needs of [desk.Desk]. The methods return at once;
// what came of them is told by the next State.
type Desk interface {
	// Confirm is the officer's Enter, PutAway the officer's Esc.
	Confirm()
	PutAway()
	// TakeOther takes the other code of the picture, see [desk.State].Other.
	TakeOther()
	// Subscribe lets f receive the state now and at each change, from a
	// goroutine of the desk; f returns at once.
	Subscribe(f func(desk.State))
}

var _ Desk = (*desk.Desk)(nil)

// Camera is a choice in the camera menu.
type Camera struct {
	ID, Name string
	Current  bool
}

// Keys are the officer's own keys in a session.
type Keys interface {
	pages.OwnAccount
	// Lock forgets the keys and stops the camera; what was confirmed goes on
	// being sent. Unlock takes them back with the same officer's secret, and
	// fails as [Backend.SignIn] does.
	Lock(ctx context.Context) error
	Unlock(ctx context.Context, secret []byte) error
	// IdleLock is after how long without key or mouse the window locks itself;
	// 0 for never. It is kept in memory.
	IdleLock() time.Duration
	SetIdleLock(ctx context.Context, after time.Duration) error
}

// Supervisor is what only a supervisor may do.
type Supervisor interface {
	pages.Accounts
	pages.Areas
	pages.AuditTrail
	pages.RestorePlanner
	// Restore ends the session and puts the copy in the place of the ledger, which is
	// put aside.
	Restore(ctx context.Context, path string) (Restored, error)
	pages.WipePlanner
	// Wipe ends the session; it fails with siak.KindUnsentWork, having destroyed nothing,
	// where something waits that can be neither sent nor sealed to the registry.
	Wipe(ctx context.Context) (Wiped, error)
}

// What the pages show, under the names that an implementation of [Session] and
// [Supervisor] uses.
type (
	Account       = pages.Account
	Connection    = pages.Connection
	Proxy         = pages.Proxy
	ProxyMode     = pages.ProxyMode
	Protection    = pages.Protection
	Protector     = pages.Protector
	RecoveryCode  = pages.RecoveryCode
	AreaPart      = pages.AreaPart
	AuditReport   = pages.AuditReport
	AuditRow      = pages.AuditRow
	Drives        = pages.Drives
	DriveContents = pages.DriveContents
	DriveFile     = pages.DriveFile
	Lockout       = pages.Lockout
	Mail          = pages.Mail
	Place         = pages.Place
	Reenroller    = pages.Reenroller
	RestorePlan   = pages.RestorePlan
	SavedOutbox   = pages.SavedOutbox
	Secret        = pages.Secret
	TakenFile     = pages.TakenFile
	Training      = pages.Training
	WipePlan      = pages.WipePlan
)

// What a proxy's setting may be.
const (
	ProxySystem = pages.ProxySystem
	ProxyNone   = pages.ProxyNone
	ProxyOwn    = pages.ProxyOwn
)

// TwoPhones is [pages.TwoPhones].
const TwoPhones = pages.TwoPhones
