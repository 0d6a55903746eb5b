package credential

import (
	"crypto"
	"errors"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"ikd/station/siak"
	texts "ikd/station/siak/text"
)

// Registration is what the registry signs when a phone has registered.
type Registration struct {
	ID       string // sub: names the registration, not the person; at most 64 bytes
	Issuer   string // iss, at most 128 bytes
	NIK      siak.NIK
	Name     string // at most 200 bytes
	Birth    siak.Date
	Sex      siak.Sex // may be unknown
	Face     siak.Face
	PhoneKey crypto.PublicKey // P-256 or Ed25519
	// IssuedAt and ExpiresAt count in whole seconds: fractions are cut off.
	IssuedAt, ExpiresAt time.Time
}

// Bounds on the texts of a registration, in bytes.
const (
	maxRegistrationID = 64
	maxIssuer         = 128
	maxName           = 200
)

// registrationClaims is the CWT of a registration. See the package comment for
// where the numbers come from.
type registrationClaims struct {
	Issuer       string       `cbor:"1,keyasint"`
	Subject      string       `cbor:"2,keyasint"`
	ExpiresAt    numericDate  `cbor:"4,keyasint"`
	IssuedAt     numericDate  `cbor:"6,keyasint"`
	Confirmation confirmation `cbor:"8,keyasint"`
	Person       personClaims `cbor:"169,keyasint"`
	Face         siak.Face    `cbor:"-70001,keyasint,omitempty"`
}

// confirmation is the cnf claim (RFC 8747 section 3.2).
type confirmation struct {
	Key coseKey `cbor:"1,keyasint"`
}

// personClaims are the members of Claim 169 that a registration must have.
type personClaims struct {
	NIK   string   `cbor:"1,keyasint"`
	Name  string   `cbor:"4,keyasint"`
	Birth string   `cbor:"8,keyasint"`
	Sex   siak.Sex `cbor:"9,keyasint,omitempty"`
}

// registration is a registration taken apart: whole, but neither trusted nor
// verified yet.
type registration struct {
	Registration
	sign1 sign1
	phone siak.Thumbprint
}

// Issue makes and signs a registration, with the name in its one form. It refuses,
// with [siak.KindMalformed], what [Verifier.Verify] would call malformed, and a name
// that [texts.Canonical] refuses.
func Issue(r Registration, issuer *Signer) ([]byte, error) {
	name, err := texts.Canonical(r.Name)
	if err != nil {
		return nil, siak.E("issue registration", siak.KindMalformed, &siak.FieldError{Field: "name", Err: err})
	}
	r.Name = name
	key, err := newCOSEKey(r.PhoneKey)
	if err != nil {
		return nil, siak.E("issue registration", siak.KindMalformed, err)
	}
	signed, err := issuer.seal(registrationClaims{
		Issuer:       r.Issuer,
		Subject:      r.ID,
		ExpiresAt:    numericDate(r.ExpiresAt.Unix()),
		IssuedAt:     numericDate(r.IssuedAt.Unix()),
		Confirmation: confirmation{Key: key},
		Person:       personClaims{NIK: r.NIK.Digits(), Name: r.Name, Birth: r.Birth.Compact(), Sex: r.Sex},
		Face:         r.Face,
	}, "")
	if err != nil {
		return nil, siak.E("issue registration", siak.KindUnknown, err)
	}
	if _, err := openRegistration(signed); err != nil {
		return nil, siak.E("issue registration", siak.KindMalformed, err)
	}
	return signed, nil
}

var (
	errClaims   = errors.New("claims not understood")
	errIssuer   = errors.New("no issuer, or no key identifier")
	errSubject  = errors.New("no registration id")
	errName     = errors.New("no name, or not one")
	errBirth    = errors.New("no date of birth")
	errSex      = errors.New("no such gender")
	errFace     = errors.New("no such result of the face match")
	errDates    = errors.New("dates that cannot be")
	errNoPerson = errors.New("no Claim 169")
)

// openRegistration takes apart the COSE bytes of a registration.
func openRegistration(data []byte) (registration, error) {
	s, err := openStrict(data)
	if err != nil {
		return registration{}, err
	}
	var c registrationClaims
	if decoding.Unmarshal(s.payload, &c) != nil {
		return registration{}, errClaims
	}
	if err := c.check(s.header.KeyID); err != nil {
		return registration{}, err
	}
	return c.read(s)
}

// check judges what stands alone.
func (c *registrationClaims) check(kid cbor.ByteString) error {
	switch {
	case !textWithin(c.Issuer, maxIssuer), kid == "", len(kid) > maxKeyID:
		return errIssuer
	case !textWithin(c.Subject, maxRegistrationID):
		return errSubject
	case c.Person == (personClaims{}):
		return errNoPerson
	case !nameWithin(c.Person.Name):
		return errName
	case c.Person.Sex > siak.Female:
		return errSex
	case c.Face > siak.FaceNotMatched:
		return errFace
	case !c.IssuedAt.valid(), !c.ExpiresAt.valid(), c.ExpiresAt <= c.IssuedAt:
		return errDates
	}
	return nil
}

// read turns the claims into the types of the domain.
func (c *registrationClaims) read(s sign1) (registration, error) {
	nik, err := siak.RegisteredNIK(c.Person.NIK)
	if err != nil {
		return registration{}, err
	}
	birth, err := siak.ParseDate(c.Person.Birth)
	if err != nil || birth.Compact() != c.Person.Birth {
		return registration{}, errBirth
	}
	key, err := c.Confirmation.Key.public()
	if err != nil {
		return registration{}, err
	}
	phone, err := c.Confirmation.Key.thumbprint()
	return registration{
		Registration: Registration{
			ID: c.Subject, Issuer: c.Issuer,
			NIK: nik, Name: texts.Clean(c.Person.Name), Birth: birth, Sex: c.Person.Sex,
			Face: c.Face, PhoneKey: key,
			IssuedAt: c.IssuedAt.time(), ExpiresAt: c.ExpiresAt.time(),
		},
		sign1: s,
		phone: phone,
	}, err
}

// nameWithin reports whether s is a name: text on one line or, as an issuer of an
// earlier version may have signed it, text that has a canonical form.
func nameWithin(s string) bool {
	if textWithin(s, maxName) {
		return texts.Clean(s) != ""
	}
	name, err := texts.Canonical(s)
	return err == nil && name != "" && len(s) <= maxName
}

// textWithin reports whether s is text that can be shown on one line.
func textWithin(s string, most int) bool {
	if s == "" || len(s) > most || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// numericDate is whole seconds since 1970 (RFC 8392 section 2; we refuse
// fractions and the years before 1970 and after 9999).
type numericDate int64

const lastDate = numericDate(253402300799) // the end of the year 9999

func (d numericDate) valid() bool     { return d > 0 && d <= lastDate }
func (d numericDate) time() time.Time { return time.Unix(int64(d), 0).UTC() }
