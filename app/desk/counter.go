package desk

import (
	"context"
	"sync/atomic"
	"time"

	"ikd/station/siak"
)

// Verifier says what a code is; *credential.Verifier is one. Its errors have
// the kinds that [siak.OutcomeOf] knows.
type Verifier interface {
	Verify(text string, now time.Time) (siak.Claim, error)
}

// Ledger is the officer's work on this laptop; *store.Ledger is one.
type Ledger interface {
	// Used finds the activation that a presentation was used for.
	Used(ctx context.Context, id siak.PresentationID) (siak.Activation, bool, error)
	// OpenActivation finds the activation of a registration that was not
	// rejected.
	OpenActivation(ctx context.Context, registrationID string) (siak.Activation, bool, error)
	// Confirm writes an activation, the mark of its presentation and the audit's
	// row, all or nothing. It fails with [siak.KindReplayed] where Used or
	// OpenActivation would find one.
	Confirm(ctx context.Context, a siak.Activation) error
	// Activations lists those confirmed since a time, newest first.
	Activations(ctx context.Context, since time.Time) ([]siak.Activation, error)
	// Held lists what waits for the officer's hand, of any day, newest first.
	Held(ctx context.Context) ([]siak.Activation, error)
	// Waiting is how many are in the outbox, of any day.
	Waiting(ctx context.Context) (int, error)
}

// Residents is the cache of the register; *store.Cache is one.
type Residents interface {
	Resident(ctx context.Context, nik siak.NIK) (siak.Resident, bool, error)
	Freshness(ctx context.Context) (siak.Freshness, error)
}

// Registry is asked about people from elsewhere; *registry.Client is one.
type Registry interface {
	LookUp(ctx context.Context, l siak.LookUp) (siak.Resident, bool, error)
}

// Act is what a [Note] accounts for.
type Act string

// The acts, in the words of the audit. A confirmation is accounted for by the
// ledger itself, in the transaction that makes it.
const (
	ActDecide  Act = "decide"   // with the outcome
	ActLookUp  Act = "look-up"  // at the registry, with what it said
	ActPutAway Act = "put-away" // of an outcome that was not confirmed
	ActSearch  Act = "search"   // by name or NIK, see [Finder]
)

// What a look-up found, where it did not fail.
const (
	lookUpFound   = "found"
	lookUpUnknown = "not-found"
)

// Note is a line for the audit. It holds no personal data.
type Note struct {
	Act Act
	// ID is the judgement's, and that of the activation if one came of it.
	ID      siak.ActivationID
	Outcome siak.Outcome
	Kind    siak.Kind // of a failure
	Subject string
	// People are whom a look-up was about, for the registry alone.
	People [siak.MostLookedUp]siak.NIK
}

// Deps is what the counter works with. Every function must be safe to call
// from any goroutine.
type Deps struct {
	// Verifier and TrustVersion are those of the start, see [Counter.Renew].
	Verifier     Verifier
	TrustVersion uint64
	Ledger       Ledger
	Residents    Residents
	// Registry may be nil: nobody is asked.
	Registry Registry
	// Online reports whether asking the registry has a chance.
	Online func() bool
	// Offset is the registry's clock minus this laptop's, as last measured; false
	// where it was not.
	Offset func() (time.Duration, bool)
	// Sign makes the COSE_Sign1 over a statement with the station's key.
	Sign func(siak.Statement) ([]byte, error)
	// SignOfficer makes the officer's own signature over a statement as the station
	// signed it, at a time of the registry's clock; nil where officers have no keys.
	SignOfficer func(signed []byte, at time.Time) (siak.OfficerSignature, error)
	// OldDataAllowed reports whether a supervisor has allowed the work to go on with
	// a copy older than the policy's limit; nil: it needs nobody.
	OldDataAllowed func(ctx context.Context) (bool, error)
	// Audit writes a note down before it returns.
	Audit func(ctx context.Context, n Note) error
	// Wake tells the Sender that there is work.
	Wake func()
	// Forget lets the phone with this text be read again at once.
	Forget func(text string)

	Policy siak.Policy
	// Training says that the registry is a sandbox with made-up people. Only
	// then is the time believed that a recording carries.
	Training bool
	Officer  string
	Session  string
	Office   string // its name, for the screen
	Now      func() time.Time
}

func (d Deps) withDefaults() Deps {
	if d.Online == nil {
		d.Online = func() bool { return d.Registry != nil }
	}
	if d.Offset == nil {
		d.Offset = func() (time.Duration, bool) { return 0, false }
	}
	if d.OldDataAllowed == nil {
		d.OldDataAllowed = func(context.Context) (bool, error) { return true, nil }
	}
	if d.Wake == nil {
		d.Wake = func() {}
	}
	if d.Forget == nil {
		d.Forget = func(string) {}
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Policy.Zone == nil {
		d.Policy.Zone = siak.WIB
	}
	return d
}

// Counter is the work at the counter: judge, confirm, put away. It is safe for
// concurrent use; what one reading leads to is done in order by its caller.
type Counter struct {
	deps  Deps
	trust atomic.Pointer[trust]
}

// trust is a verifier with the version of what it believes.
type trust struct {
	verifier Verifier
	version  uint64
}

// NewCounter makes a counter. Verifier, Ledger, Residents, Sign and Audit must
// be there.
func NewCounter(deps Deps) *Counter {
	c := &Counter{deps: deps.withDefaults()}
	c.Renew(deps.Verifier, deps.TrustVersion)
	return c
}

// Renew replaces what is believed about codes, for readings judged from now on.
func (c *Counter) Renew(v Verifier, trustVersion uint64) {
	c.trust.Store(&trust{verifier: v, version: trustVersion})
}
