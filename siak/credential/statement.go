package credential

import (
	"bytes"
	"crypto"
	"errors"
	"time"

	"github.com/fxamacker/cbor/v2"

	"ikd/station/siak"
)

// statementType is the content type of a signed statement. It keeps a
// statement apart from anything else that a station's key may sign.
const statementType = "application/vnd.ikd.activation+cbor"

// maxStatementText bounds each text of a statement, in bytes.
const maxStatementText = 128

// statementClaims is a statement on the wire. Times are nanoseconds since 1970,
// so that what comes out is what went in.
type statementClaims struct {
	ID              cbor.ByteString `cbor:"1,keyasint"`
	RegistrationID  string          `cbor:"2,keyasint"`
	Digest          cbor.ByteString `cbor:"3,keyasint"` // SHA-256 of the presentation
	Outcome         string          `cbor:"4,keyasint"`
	ResidentVersion uint64          `cbor:"5,keyasint"`
	PolicyVersion   uint32          `cbor:"6,keyasint"`
	TrustVersion    uint64          `cbor:"7,keyasint"`
	Officer         string          `cbor:"8,keyasint"`
	Session         string          `cbor:"9,keyasint"`
	ReadAt          int64           `cbor:"10,keyasint"`
	ConfirmedAt     int64           `cbor:"11,keyasint"`
	ClockOffset     int64           `cbor:"12,keyasint"` // nanoseconds
}

var (
	errStatement     = errors.New("statement not whole")
	errStatementType = errors.New("no statement of an activation")
)

// SignStatement signs what an officer confirmed: a COSE_Sign1 by the station's
// key over the statement's canonical encoding, a map with the members of
// [siak.Statement] in their order, numbered from 1. A statement that lacks its
// id, its registration, its officer or a time, whose outcome is not of the
// closed set, or with a text over 128 bytes is refused with
// [siak.KindMalformed].
func SignStatement(st siak.Statement, station *Signer) ([]byte, error) {
	c := newStatementClaims(st)
	if _, err := c.statement(); err != nil {
		return nil, siak.E("sign statement", siak.KindMalformed, err)
	}
	signed, err := station.seal(c, statementType)
	if err != nil {
		return nil, siak.E("sign statement", siak.KindUnknown, err)
	}
	return signed, nil
}

// VerifyStatement checks the station's signature and gives the statement. It
// fails with [siak.KindMalformed] or [siak.KindBadSignature].
func VerifyStatement(signed []byte, stationKey crypto.PublicKey) (siak.Statement, error) {
	s, st, err := openStatement(signed)
	if err != nil {
		return siak.Statement{}, siak.E("read statement", siak.KindMalformed, err)
	}
	if !s.verify(stationKey) {
		return siak.Statement{}, siak.E("read statement", siak.KindBadSignature, nil)
	}
	return st, nil
}

// openStatement takes a signed statement apart. Nothing in it may be unknown:
// put together again it must give the same bytes.
func openStatement(signed []byte) (sign1, siak.Statement, error) {
	if len(signed) > MaxInflated {
		return sign1{}, siak.Statement{}, errTooLong
	}
	s, err := openStrict(signed)
	if err != nil {
		return sign1{}, siak.Statement{}, err
	}
	if s.header.ContentType != statementType {
		return sign1{}, siak.Statement{}, errStatementType
	}
	var c statementClaims
	if decoding.Unmarshal(s.payload, &c) != nil {
		return sign1{}, siak.Statement{}, errClaims
	}
	st, err := c.statement()
	if err != nil {
		return sign1{}, siak.Statement{}, err
	}
	if again, err := encoding.Marshal(newStatementClaims(st)); err != nil || !bytes.Equal(again, s.payload) {
		return sign1{}, siak.Statement{}, errUndetermined
	}
	return s, st, nil
}

func newStatementClaims(st siak.Statement) statementClaims {
	return statementClaims{
		ID:              cbor.ByteString(st.ID[:]),
		RegistrationID:  st.RegistrationID,
		Digest:          cbor.ByteString(st.PresentationDigest[:]),
		Outcome:         string(st.Outcome),
		ResidentVersion: st.ResidentVersion,
		PolicyVersion:   st.PolicyVersion,
		TrustVersion:    st.TrustVersion,
		Officer:         st.Officer,
		Session:         st.Session,
		ReadAt:          unixNano(st.ReadAt),
		ConfirmedAt:     unixNano(st.ConfirmedAt),
		ClockOffset:     int64(st.ClockOffset),
	}
}

// statement checks the claims and turns them into the domain's type.
func (c *statementClaims) statement() (siak.Statement, error) {
	outcome, known := siak.ParseOutcome(c.Outcome)
	st := siak.Statement{
		RegistrationID:  c.RegistrationID,
		Outcome:         outcome,
		ResidentVersion: c.ResidentVersion,
		PolicyVersion:   c.PolicyVersion,
		TrustVersion:    c.TrustVersion,
		Officer:         c.Officer,
		Session:         c.Session,
		ReadAt:          time.Unix(0, c.ReadAt).UTC(),
		ConfirmedAt:     time.Unix(0, c.ConfirmedAt).UTC(),
		ClockOffset:     time.Duration(c.ClockOffset),
	}
	switch {
	case len(c.ID) != len(st.ID), len(c.Digest) != len(st.PresentationDigest):
		return siak.Statement{}, errStatement
	case !known, !textWithin(c.RegistrationID, maxRegistrationID), !textWithin(c.Officer, maxStatementText):
		return siak.Statement{}, errStatement
	case c.Session != "" && !textWithin(c.Session, maxStatementText):
		return siak.Statement{}, errStatement
	case c.ReadAt <= 0, c.ConfirmedAt <= 0:
		return siak.Statement{}, errStatement
	}
	copy(st.ID[:], c.ID)
	copy(st.PresentationDigest[:], c.Digest)
	if st.ID == (siak.ActivationID{}) {
		return siak.Statement{}, errStatement
	}
	return st, nil
}

// unixNano is 0 for times outside its range (the years 1970 to 2262), among
// them the zero time: no activation was confirmed then.
func unixNano(t time.Time) int64 {
	if t.Year() < 1970 || t.Year() > 2261 {
		return 0
	}
	return t.UnixNano()
}
