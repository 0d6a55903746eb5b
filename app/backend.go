package app

import (
	"context"

	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// Backend is what the window needs before somebody has signed in. The wiring
// (package main) is one; every method may block and is called off the GUI
// thread.
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

// Session is a signed-in officer at work.
type Session interface {
	// Desk is the work itself: its State is what the screen shows.
	Desk() Desk
	// Watch sets who receives the live picture. Called once, before work starts.
	Watch(view func(scanner.View))
	// Cameras lists what can be chosen now; Choose switches and remembers.
	Cameras(ctx context.Context) ([]Camera, error)
	Choose(id string) error
	// Activations lists what is held, of any day, and then the day's work.
	Activations(ctx context.Context) ([]desk.Row, error)
	// Retry hands a held activation in again, GiveUp closes one for good. They
	// fail with [siak.KindNotOnHold] where it is not held for a reason that allows
	// that, see [siak.Reason.Retryable] and [siak.Reason.Renewable].
	Retry(ctx context.Context, id siak.ActivationID) error
	GiveUp(ctx context.Context, id siak.ActivationID) error
	// Search looks somebody up by hand and accounts for it in the audit.
	Search(ctx context.Context, q desk.Query) (desk.Found, error)
	// Typed passes on a character that was typed at the counter, Entered the
	// Enter behind it: true where a USB barcode scanner typed the text, which is
	// then read as a code, and the Enter is not the officer's. Typing reports
	// that such a text is coming in.
	Typed(r rune)
	Entered() bool
	Typing() bool
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
	// Close signs out: workers stop, keys are forgotten.
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

// Training is what the training panel can do to the made-up world.
type Training interface {
	// Network cuts or restores the way to the embedded registry.
	Network(on bool)
	NetworkOn() bool
	// NextPhone lets the next made-up citizen step up; outcome "" takes the
	// next in turn, [TwoPhones] two of them at once.
	NextPhone(outcome siak.Outcome) error
	// Mail lists the e-mails that the registry "sent", newest first.
	Mail(ctx context.Context) ([]Mail, error)
	// Finish lets the citizen type the code of a mail into the app.
	Finish(ctx context.Context, m Mail) error
}

// TwoPhones is, for [Training].NextPhone, no outcome but two citizens who hold
// their phones into the picture beside each other.
const TwoPhones siak.Outcome = "two-phones"

// Mail is an e-mail with an activation code to a made-up citizen.
type Mail struct {
	Registration string
	To           string // masked
	Code         string
	Used         bool
}
