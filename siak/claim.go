package siak

import (
	"crypto"
	"time"
)

// Claim is what a phone said and proved: the registration that the registry
// signed, presented here and now by the phone that holds its key. Only
// siak/credential makes one, and only after every check of the code itself.
type Claim struct {
	Issuer         string
	RegistrationID string // CWT claim 2 (sub)
	NIK            NIK
	Name           string
	Birth          Date
	Sex            Sex
	Face           Face
	Phone          Thumbprint // of the key in CWT claim 8 (cnf)
	RegisteredAt   time.Time  // iat of the registration
	// The presentation.
	PresentationID PresentationID
	PresentedAt    time.Time // iat, by the phone's clock
	ExpiresAt      time.Time // exp, by the phone's clock
	Presentation   []byte    // the COSE_Sign1 as the phone made it, inflated
	Digest         [32]byte  // SHA-256 of Presentation
}

// PresentationID is the cti (CWT ID, RFC 8392 section 3.1.7) of a presentation.
type PresentationID [16]byte

// Face is what the registry found when it compared the selfie of the
// registration with the recorded face.
type Face uint8

// Results of the registry's face match.
const (
	FacePending Face = iota // not compared yet: the registry decides later
	FaceMatched
	FaceNotMatched
)

// IssuerKey is a key with which the registry signs registrations.
type IssuerKey struct {
	ID       []byte // COSE kid
	Issuer   string // the iss that it may sign for
	Key      crypto.PublicKey
	From, To time.Time // period in which it may have signed
}

// Trust is what a station believes about codes: it comes with the sync.
type Trust struct {
	Version uint64
	Issuers []IssuerKey
	// Revoked are the registrations that the registry took back: all of them where
	// Revocations is zero, else only what did not come in pages.
	Revoked map[string]bool
	// Revocations is where a copy of the list stands that has all; zero where the
	// registry does not give it in pages.
	Revocations RevocationCursor
	// Used are presentations that lately came through any other station. It
	// stops one code from being taken at two desks of one hall; the registry
	// refuses the second one in any case.
	Used map[PresentationID]bool
}
