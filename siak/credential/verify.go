package credential

import (
	"bytes"
	"crypto/sha256"
	"time"

	"ikd/station/siak"
)

// DefaultSkew is how far the clocks of phone, laptop and registry may be apart.
const DefaultSkew = 30 * time.Second

// Verifier says what a code is. It holds no state of its own: whoever keeps
// the trust up to date makes a new one.
type Verifier struct {
	// Trust is who may sign, what was revoked and what was used. An issuer's key
	// is good for registrations issued from From to To, both of them set.
	Trust siak.Trust
	// Revoked looks a registration up in the list of what was taken back, beside
	// Trust's; nil for no such list. What it fails with, Verify does.
	Revoked func(registrationID string) (bool, error)
	// Skew is added to both ends of every period of validity. Zero stands for
	// [DefaultSkew].
	Skew time.Duration
}

// Verify judges the text of a QR code at the time now. Every way of being
// wrong has its own [siak.Kind]: not-an-ikd-code, malformed, untrusted-issuer,
// bad-signature, expired, not-yet-valid, static-code, registration-revoked,
// replayed. The claim is zero unless all is well.
//
// The text is taken as it is: whoever reads it from a keyboard or a file cuts
// the line end off, but no spaces (Base45 has one).
func (v Verifier) Verify(text string, now time.Time) (siak.Claim, error) {
	r := &reading{verifier: v, now: now, text: text}
	return r.judge(fromText...)
}

// VerifyPresentation judges the COSE bytes of a presentation, as
// [siak.Claim.Presentation] has them, in the same way. A registry that checks
// an activation later passes the time at which the code was read.
func (v Verifier) VerifyPresentation(presentation []byte, now time.Time) (siak.Claim, error) {
	r := &reading{verifier: v, now: now, cose: bytes.Clone(presentation)}
	return r.judge(fromBytes...)
}

func (v Verifier) skew() time.Duration {
	if v.Skew == 0 {
		return DefaultSkew
	}
	return v.Skew
}

// reading is one code on its way through the checks. Each check fills in what
// the next ones need.
type reading struct {
	verifier Verifier
	now      time.Time
	text     string

	packed       []byte
	cose         []byte
	presentation presentation
	registration registration
	issuer       *siak.IssuerKey
}

// check is one question about a code. nil means yes.
type check struct {
	name string
	ask  func(*reading) error
}

// The checks in their order. Those of form need one another; those of judgement
// stand on the form alone, so that [Verifier.Inspect] can ask them all.
var (
	unpacking = []check{
		{"prefix", (*reading).hasPrefix},
		{"base45", (*reading).decodes},
		{"zlib", (*reading).inflates},
	}
	form = []check{
		{"presentation", (*reading).isPresentation},
		{"registration", (*reading).hasRegistration},
	}
	judgement = []check{
		{"issuer", (*reading).issuerTrusted},
		{"issuer-signature", (*reading).issuerSigned},
		{"phone-signature", (*reading).phoneSigned},
		{"registration-period", (*reading).registrationInTime},
		{"presentation-period", (*reading).presentationInTime},
		{"not-revoked", (*reading).notRevoked},
		{"first-use", (*reading).firstUse},
	}
	fromText  = [][]check{unpacking, form, judgement}
	fromBytes = [][]check{form, judgement}
)

// judge asks until the first "no".
func (r *reading) judge(stages ...[]check) (siak.Claim, error) {
	for _, stage := range stages {
		for _, c := range stage {
			if err := c.ask(r); err != nil {
				return siak.Claim{}, err
			}
		}
	}
	return r.claim(), nil
}

// claim is what the code says, once every check has passed.
func (r *reading) claim() siak.Claim {
	reg, p := r.registration, r.presentation
	return siak.Claim{
		Issuer:         reg.Issuer,
		RegistrationID: reg.ID,
		NIK:            reg.NIK,
		Name:           reg.Name,
		Birth:          reg.Birth,
		Sex:            reg.Sex,
		Face:           reg.Face,
		Phone:          reg.phone,
		RegisteredAt:   reg.IssuedAt,
		PresentationID: p.id,
		PresentedAt:    p.issued,
		ExpiresAt:      p.until,
		Presentation:   r.cose,
		Digest:         sha256.Sum256(r.cose),
	}
}
