package siak

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"
)

// ActivationID names an activation for ever and is its idempotency key: the
// registry gives the same answer to the same ID however often it is asked.
type ActivationID [16]byte

// NewActivationID draws a random ID (a version 4 UUID, RFC 9562 section 5.4).
func NewActivationID() ActivationID {
	var id ActivationID
	_, _ = rand.Read(id[:]) // never fails since Go 1.24
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// ParseActivationID reads what [ActivationID.String] wrote.
func ParseActivationID(s string) (ActivationID, error) {
	var id ActivationID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, E("parse activation id", KindBadValue, fmt.Errorf("not of the form of a UUID"))
	}
	if _, err := hex.Decode(id[:], []byte(s[:8]+s[9:13]+s[14:18]+s[19:23]+s[24:])); err != nil {
		return ActivationID{}, E("parse activation id", KindBadValue, fmt.Errorf("not hexadecimal"))
	}
	return id, nil
}

// String is the ID in the form of a UUID.
func (id ActivationID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// MarshalText writes the ID as [ActivationID.String] does.
func (id ActivationID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote; it fails as [ParseActivationID].
func (id *ActivationID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseActivationID(string(text))
	return err
}

// State is where an activation stands. An activation that the officer has
// confirmed is never "active": only the registry's word makes it so.
type State string

// The states. queued → sending → accepted → active; sending falls back to
// queued when no answer came; the registry may reject or hold at any time.
const (
	Queued   State = "queued"   // safe on this laptop, not yet tried
	Sending  State = "sending"  // an attempt was written down and may be under way
	Accepted State = "accepted" // the registry e-mailed the activation code
	Active   State = "active"   // the citizen finished in the app
	Rejected State = "rejected" // refused for a reason, kept and shown
	Held     State = "held"     // needs the officer's hand
)

// Waiting reports whether the registry has not acknowledged yet: the
// activation is in the outbox.
func (s State) Waiting() bool { return s == Queued || s == Sending }

// Final reports whether the state never changes again.
func (s State) Final() bool { return s == Active || s == Rejected }

// rank orders the states in the direction of travel.
var rank = map[State]int{Queued: 0, Sending: 1, Held: 2, Accepted: 3, Rejected: 4, Active: 5}

// CanBecome reports whether the registry's word may move an activation from s
// to next. Late, doubled and reordered answers are refused by it: a state only
// ever travels forward, and active and rejected are the end.
func (s State) CanBecome(next State) bool { return !s.Final() && rank[next] > rank[s] }

// Reason says why an activation was rejected or is held. It is one of the
// outcomes' names where the registry found what the station should have
// found, or one of these.
type Reason string

// Reasons of the registry that no outcome covers.
const (
	ReasonNone             Reason = ""
	ReasonPresentationUsed Reason = "presentation-used" // came through another station
	ReasonAlreadyPending   Reason = "already-pending"   // another activation of the same person waits for its code
	ReasonCodeExpired      Reason = "code-expired"      // the citizen did not finish in time
	ReasonCentralCheck     Reason = "central-check"     // held: a person looks at it at the registry
	ReasonBadStatement     Reason = "bad-statement"     // held: the station's signature or clock is wrong
	ReasonInternal         Reason = "internal"          // held: the registry failed on this one
)

// Reasons for which the registry holds what it does not believe of who signed it
// and when.
const (
	ReasonOfficerUnknown   Reason = "officer-unknown"   // signed by a key that no supervisor has certified there yet
	ReasonOfficerRevoked   Reason = "officer-revoked"   // signed by a key outside of its period: the account was disabled, or has another
	ReasonOfficerUnsigned  Reason = "officer-unsigned"  // without the officer's signature, which this station makes, or every station by now
	ReasonReadingLate      Reason = "reading-late"      // read before a contact at which it was not handed in
	ReasonAfterRevocation  Reason = "after-revocation"  // signed after the station's right to call was taken
	ReasonSupervisorNeeded Reason = "supervisor-needed" // of a request: two officers have to sign, one of them a supervisor
)

// Statement is what the station signs about a confirmed activation
// (siak/credential makes the COSE_Sign1 over it).
type Statement struct {
	ID                 ActivationID
	RegistrationID     string
	PresentationDigest [32]byte
	Outcome            Outcome
	ResidentVersion    uint64
	PolicyVersion      uint32
	TrustVersion       uint64
	Officer            string // the officer's account name at this station
	Session            string // of work: the desk's, from sign-in to sign-out
	ReadAt             time.Time
	ConfirmedAt        time.Time
	// ClockOffset is what the station last measured: the registry's clock minus
	// its own. Both clocks are thereby in the statement.
	ClockOffset time.Duration
}

// Activation is a confirmed activation on its way.
type Activation struct {
	Statement
	NIK            NIK
	Name           string
	PresentationID PresentationID
	Presentation   []byte // for the registry to check again
	Signed         []byte // COSE_Sign1 over the Statement
	// Officer's own signature over Signed; zero where it was confirmed before
	// officers had keys.
	OfficerSignature OfficerSignature
	State            State
	Reason           Reason
	Attempts         int
	NextTry          time.Time // zero unless waiting
	UpdatedAt        time.Time
}

// Verdict is the registry's answer to one activation.
type Verdict struct {
	ID     ActivationID
	State  State // Accepted, Active, Rejected or Held
	Reason Reason
	// Seq orders the verdicts that one station gets; 0 in a direct answer.
	Seq uint64
}
