package credential

import (
	"errors"
	"time"

	"github.com/fxamacker/cbor/v2"

	"ikd/station/siak"
)

// MaxLifetime is the longest that a presentation may be valid.
const MaxLifetime = 90 * time.Second

// presentationClaims is the CWT of a presentation.
type presentationClaims struct {
	ExpiresAt    numericDate     `cbor:"4,keyasint"`
	IssuedAt     numericDate     `cbor:"6,keyasint"`
	ID           cbor.ByteString `cbor:"7,keyasint"`
	Registration cbor.ByteString `cbor:"-70002,keyasint"`
}

// presentation is a presentation taken apart: whole, but not verified.
type presentation struct {
	sign1         sign1
	id            siak.PresentationID
	issued, until time.Time
	registration  []byte
}

var (
	errLifetime       = errors.New("valid for longer than 90 seconds")
	errPresentationID = errors.New("no presentation id of 16 bytes")
)

// Present makes the text of the QR code that a phone shows from iat to exp
// (whole seconds; at most [MaxLifetime] apart, or nobody accepts it).
// It judges nothing: training shows wrong codes too.
func Present(registration []byte, phone *Signer, id siak.PresentationID, iat, exp time.Time) (string, error) {
	signed, err := phone.seal(presentationClaims{
		ExpiresAt:    numericDate(exp.Unix()),
		IssuedAt:     numericDate(iat.Unix()),
		ID:           cbor.ByteString(id[:]),
		Registration: cbor.ByteString(registration),
	}, "")
	if err != nil {
		return "", siak.E("present registration", siak.KindUnknown, err)
	}
	return PresentationText(signed), nil
}

// openPresentation takes apart the COSE bytes of a presentation.
func openPresentation(data []byte) (presentation, error) {
	if len(data) > MaxInflated {
		return presentation{}, errTooLong
	}
	s, err := openStrict(data)
	if err != nil {
		return presentation{}, err
	}
	var c presentationClaims
	if decoding.Unmarshal(s.payload, &c) != nil {
		return presentation{}, errClaims
	}
	p := presentation{
		sign1: s, issued: c.IssuedAt.time(), until: c.ExpiresAt.time(),
		registration: []byte(c.Registration),
	}
	switch {
	case len(c.ID) != len(p.id):
		return presentation{}, errPresentationID
	case !c.IssuedAt.valid(), !c.ExpiresAt.valid(), c.ExpiresAt <= c.IssuedAt:
		return presentation{}, errDates
	case p.until.Sub(p.issued) > MaxLifetime:
		return presentation{}, errLifetime
	}
	copy(p.id[:], c.ID)
	return p, nil
}
