package siak

// Outcome is what the officer is told of one reading: exactly one of a closed
// set. Its text is stable; scripts and the audit rely on it.
type Outcome string

// The outcomes that speak of the code itself. They are found first.
const (
	NotIKD          Outcome = "not-an-ikd-code"
	Malformed       Outcome = "malformed"
	UntrustedIssuer Outcome = "untrusted-issuer"
	BadSignature    Outcome = "bad-signature"
	Expired         Outcome = "expired"
	NotYetValid     Outcome = "not-yet-valid"
	StaticCode      Outcome = "static-code"
	Revoked         Outcome = "registration-revoked"
	Replayed        Outcome = "replayed"
)

// The outcomes that speak of the person.
const (
	Eligible             Outcome = "eligible"
	EligibleWithWarnings Outcome = "eligible-with-warnings"
	NeedsCentral         Outcome = "needs-central-verification"
	UnderAge             Outcome = "under-age"
	NotRecorded          Outcome = "not-recorded"
	DeceasedOrInactive   Outcome = "deceased-or-inactive"
	ActiveOnThisPhone    Outcome = "already-active-on-this-phone"
	ActiveOnAnotherPhone Outcome = "active-on-another-phone"
	FaceMismatch         Outcome = "face-not-matched"
	IdentityDiffers      Outcome = "identity-differs"
)

// Outcomes lists the closed set: first what the person leads to, then what the code
// does.
func Outcomes() []Outcome {
	return []Outcome{
		Eligible, EligibleWithWarnings, NeedsCentral, UnderAge, NotRecorded,
		DeceasedOrInactive, ActiveOnThisPhone, ActiveOnAnotherPhone,
		FaceMismatch, IdentityDiffers, NotIKD, Malformed, UntrustedIssuer,
		BadSignature, Expired, NotYetValid, Replayed, StaticCode, Revoked,
	}
}

// ParseOutcome finds the outcome of that name; false where there is none.
func ParseOutcome(s string) (Outcome, bool) {
	for _, o := range Outcomes() {
		if string(o) == s {
			return o, true
		}
	}
	return "", false
}

// Tone is the meaning that colour, icon and sound carry on the screen.
type Tone uint8

// The tones. Verified is the only one that is ever green.
const (
	ToneNotNow    Tone = iota // grey: nothing to do here
	ToneVerified              // green: checked and good
	ToneLookTwice             // amber: may go on, after a look
	ToneRefused               // red: may not go on
	ToneWaiting               // blue: the registry decides
)

// Tones lists the closed set.
func Tones() []Tone {
	return []Tone{ToneNotNow, ToneVerified, ToneLookTwice, ToneRefused, ToneWaiting}
}

// tones gives every outcome its tone.
var tones = map[Outcome]Tone{
	Eligible:             ToneVerified,
	EligibleWithWarnings: ToneLookTwice,
	NeedsCentral:         ToneWaiting,
	ActiveOnThisPhone:    ToneNotNow,

	UnderAge:             ToneRefused,
	NotRecorded:          ToneRefused,
	DeceasedOrInactive:   ToneRefused,
	ActiveOnAnotherPhone: ToneRefused,
	FaceMismatch:         ToneRefused,
	IdentityDiffers:      ToneRefused,
	NotIKD:               ToneRefused,
	Malformed:            ToneRefused,
	UntrustedIssuer:      ToneRefused,
	BadSignature:         ToneRefused,
	NotYetValid:          ToneRefused,
	Revoked:              ToneRefused,

	// Nobody did anything wrong: the app has to be opened anew.
	Replayed:   ToneLookTwice,
	StaticCode: ToneLookTwice,
	Expired:    ToneLookTwice,
}

// Tone is how the outcome is shown. What is no outcome is never shown as good.
func (o Outcome) Tone() Tone {
	if t, ok := tones[o]; ok {
		return t
	}
	return ToneRefused
}

// Confirmable reports whether the officer may confirm an activation on it.
func (o Outcome) Confirmable() bool {
	return o == Eligible || o == EligibleWithWarnings || o == NeedsCentral
}

// codeOutcomes maps the kinds of failure of a code to outcomes.
var codeOutcomes = map[Kind]Outcome{
	KindNotIKD: NotIKD, KindMalformed: Malformed, KindUntrustedIssuer: UntrustedIssuer,
	KindBadSignature: BadSignature, KindExpired: Expired, KindNotYetValid: NotYetValid,
	KindStaticCode: StaticCode, KindRevoked: Revoked, KindReplayed: Replayed,
	KindBadNIK: Malformed,
}

// OutcomeOf is the outcome of a code that was not accepted; false where the
// error does not speak of the code (a disk error, say).
func OutcomeOf(err error) (Outcome, bool) {
	o, ok := codeOutcomes[KindOf(err)]
	return o, ok
}

// Warning is a doubt that does not refuse.
type Warning string

// The warnings, in the order in which they are shown.
const (
	// The NIK was issued elsewhere or with other data than today's record has.
	// That is lawful and common: a NIK never changes.
	WarnNIKRegion Warning = "nik-region-differs"
	WarnNIKBirth  Warning = "nik-birth-differs"
	WarnNIKSex    Warning = "nik-sex-differs"
	// The register's name has a title now that the registration lacks, or the
	// other way round.
	WarnTitleOnCard Warning = "name-title-on-card"
	WarnTitleInApp  Warning = "name-title-in-app"
	// The registration spells the name a little differently.
	WarnNameSpelling Warning = "name-spelling-differs"
	// The registry has not compared the selfie yet.
	WarnFacePending Warning = "face-pending"
	// The cache is older than the policy allows for a plain green.
	WarnOldData Warning = "old-data"
)
