package siak

import (
	"fmt"
	"log/slog"
	"strings"

	"ikd/station/siak/text"
)

// RequestID names a request for one citizen for ever and is its idempotency
// key, as [ActivationID] is of an activation.
type RequestID = ActivationID

// Email is a citizen's e-mail address: personal data. It prints as dots,
// whatever the verb, so that it cannot reach a log or an error text by
// accident; string(e) is the one way to the address itself. A station never
// keeps one.
type Email string

// maxEmail is the most that a mail path holds (RFC 5321 section 4.5.3.1.3, less
// the angle brackets).
const maxEmail = 254

// Plausible reports whether e has the form of a mailbox (RFC 5321 section
// 4.1.2, without quoted names and address literals), in one form. Only a mail tells more.
func (e Email) Plausible() bool {
	local, domain, ok := strings.Cut(string(e), "@")
	if !ok || len(e) > maxEmail || local == "" || len(local) > 64 || strings.ContainsAny(string(e), " \t\r\n\"<>(),;:\\[]") || !canonical(string(e)) {
		return false
	}
	for part := range strings.SplitSeq(domain, ".") {
		if part == "" || strings.Contains(part, "@") {
			return false
		}
	}
	return strings.Contains(domain, ".") && !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".")
}

func canonical(s string) bool {
	c, err := text.Canonical(s)
	return err == nil && c == s
}

// String is for whoever prints an address by mistake.
func (e Email) String() string { return "•••" }

// Format masks the address under every verb.
func (e Email) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(e.String())) }

// LogValue masks the address in structured logs.
func (e Email) LogValue() slog.Value { return slog.StringValue(e.String()) }

// DeactivationReason says why a phone is to be unbound. The set is closed.
type DeactivationReason string

// Why a phone is unbound.
const (
	PhoneLost     DeactivationReason = "phone-lost"     // or stolen
	PhoneReplaced DeactivationReason = "phone-replaced" // the citizen has another one
	PINForgotten  DeactivationReason = "pin-forgotten"
	OwnerDeceased DeactivationReason = "deceased"
)

// ManualReason says why a citizen was served on the second track. The set is
// closed.
type ManualReason string

// Why a citizen is served without a phone.
const (
	NoPhone   ManualReason = "no-phone"
	NoNetwork ManualReason = "no-network"
	CannotUse ManualReason = "cannot-use" // age, illness, disability
)

// Deactivation asks the registry to unbind a citizen's phone.
type Deactivation struct {
	ID      RequestID
	NIK     NIK
	Reason  DeactivationReason
	Officer string // account at the station
	// Phone is the phone that is meant; zero: whichever is active.
	Phone Thumbprint
	// Signatures over [Deactivation.Text]: the officer's who asks, and a second
	// officer's. One of the two is a supervisor.
	Signature, SupervisorSignature OfficerSignature
	// Presentation is what the citizen's new phone shows now, as
	// [Claim.Presentation] has it; nil where there is none.
	Presentation []byte
}

// EmailCorrection asks the registry to send to another address.
type EmailCorrection struct {
	ID             RequestID
	RegistrationID string
	Email          Email
	Officer        string
	Signature      OfficerSignature // the officer's, over [EmailCorrection.Text]
	// Presentation is what the registration's phone shows now; nil where there is
	// none: then only the station that activated it within the day may ask.
	Presentation []byte
}

// LookUp asks the registry for one person of any area. The citizen's phone shows
// that the citizen is there; without one a purpose says why, and the registry's
// staff have granted the station the right to it.
type LookUp struct {
	NIK            NIK
	RegistrationID string
	Presentation   []byte // as [Claim.Presentation] has it; nil where there is no phone
	Officer        string // account at the station
	Purpose        LookUpPurpose
}

// LookUpPurpose says why somebody is looked up by NIK alone. The set is closed;
// "" is a look-up with a phone.
type LookUpPurpose string

// ForManualService is a look-up for a citizen who is served without a phone.
const ForManualService LookUpPurpose = "manual-service"

// ManualService tells the registry of a citizen who was served without a phone.
type ManualService struct {
	ID      RequestID
	NIK     NIK
	Reason  ManualReason
	Officer string

	Signature OfficerSignature // the officer's, over [ManualService.Text]
}

// Reasons for which the registry refuses a request.
const (
	ReasonNotFound       Reason = "not-found"      // no such citizen or registration
	ReasonNotActive      Reason = "not-active"     // no phone is bound
	ReasonAnotherPhone   Reason = "another-phone"  // another one than the one that was meant
	ReasonAlreadyActive  Reason = "already-active" // there is no mail to be sent any more
	ReasonBadAddress     Reason = "bad-address"
	ReasonAnotherCitizen Reason = "another-citizen" // the presentation is somebody else's
)

// RequestReasons lists why a request is refused, beside [OfficerReasons]. An outcome's name says what is
// wrong with the presentation, and [ReasonCentralCheck] that the registry has not
// matched the face of its registration yet.
func RequestReasons() []Reason {
	return []Reason{
		ReasonNotFound, ReasonNotActive, ReasonAnotherPhone, ReasonAlreadyActive, ReasonBadAddress,
		ReasonAnotherCitizen, ReasonSupervisorNeeded,
	}
}

// OfficerReasons lists what may be wrong with who signed: why a request is refused,
// and why an activation is held.
func OfficerReasons() []Reason {
	return []Reason{ReasonOfficerUnknown, ReasonOfficerRevoked, ReasonOfficerUnsigned}
}

// Answer is the registry's word on a request: the same for the same ID for
// ever.
type Answer struct {
	Done   bool
	Reason Reason // of a refusal
	// CodeSent: the activation code went out again, to the corrected address.
	CodeSent bool
}
