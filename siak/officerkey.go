package siak

import (
	"crypto/ed25519"
	"encoding/binary"
	"time"
)

// OfficerPublicKey is the public half of an officer's signing key (Ed25519).
type OfficerPublicKey [ed25519.PublicKeySize]byte

// IsZero reports whether there is no key.
func (k OfficerPublicKey) IsZero() bool { return k == OfficerPublicKey{} }

// OfficerKey is an officer's signing key as the registry is told of it. It is
// certified by a supervisor of the same station, or by the station's own key as
// long as the station has no supervisor.
type OfficerKey struct {
	Officer    string // account's name at the station
	Supervisor bool
	Public     OfficerPublicKey
	From       time.Time // when it was made, by the registry's clock as far as known
	By         OfficerPublicKey
	Signature  []byte // by By, or by the station's key where By is zero, over [OfficerKey.Statement]
}

// OfficerKeyEnd says that a key is not its officer's any more: the account was
// disabled, or got another key.
type OfficerKeyEnd struct {
	Public    OfficerPublicKey
	Ended     time.Time
	By        OfficerPublicKey // a supervisor's
	Signature []byte           // by By over [OfficerKeyEnd.Statement]
}

// OfficerSignature is an officer's over a statement or a request.
type OfficerSignature struct {
	Public    OfficerPublicKey
	Signed    time.Time // by the registry's clock as far as the station knew it
	Signature []byte    // over [OfficerText]
}

// IsZero reports whether nobody signed.
func (s OfficerSignature) IsZero() bool { return s.Public.IsZero() && len(s.Signature) == 0 }

// Purpose is what an officer signs: a signature for one is none for another.
type Purpose string

// The purposes.
const (
	PurposeActivation    Purpose = "activation"     // body: the statement as the station signed it
	PurposeDeactivate    Purpose = "deactivate"     // body: [Deactivation.Text]
	PurposeCorrectEmail  Purpose = "correct-email"  // body: [EmailCorrection.Text]
	PurposeManualService Purpose = "manual-service" // body: [ManualService.Text]
	PurposeLookUp        Purpose = "look-up"        // body: [LookUpText]
)

// OfficerText is what an officer signs: registry.proto, OfficerSignature.
func OfficerText(p Purpose, station string, signed time.Time, body []byte) []byte {
	return appendParts([]byte("ikd-station officer v1\x00"), []byte(p), []byte(station), instant(signed), body)
}

// Statement is what certifies a key: registry.proto, OfficerKey.
func (k OfficerKey) Statement(station string) []byte {
	role := "officer"
	if k.Supervisor {
		role = "supervisor"
	}
	return appendParts([]byte("ikd-station officer key v1\x00"), []byte(station), []byte(k.Officer), []byte(role), k.Public[:], instant(k.From), k.By[:])
}

// Statement is what ends a key: registry.proto, OfficerKeyEnd.
func (e OfficerKeyEnd) Statement(station string) []byte {
	return appendParts([]byte("ikd-station officer key end v1\x00"), []byte(station), e.Public[:], instant(e.Ended), e.By[:])
}

// Holds reports whether the key of the signature made it, for that purpose, station
// and body. It says nothing of whose the key is.
func (s OfficerSignature) Holds(p Purpose, station string, body []byte) bool {
	return !s.Public.IsZero() && ed25519.Verify(s.Public[:], OfficerText(p, station, s.Signed, body), s.Signature)
}

// Text is what the officer signs of the request.
func (d Deactivation) Text() []byte {
	return appendParts(nil, d.ID[:], []byte(d.NIK.Digits()), []byte(d.Reason), []byte(d.Officer), d.Phone[:])
}

// Text is what the officer signs of the request.
func (c EmailCorrection) Text() []byte {
	return appendParts(nil, c.ID[:], []byte(c.RegistrationID), []byte(c.Email), []byte(c.Officer))
}

// Text is what the officer signs of the request.
func (m ManualService) Text() []byte {
	return appendParts(nil, m.ID[:], []byte(m.NIK.Digits()), []byte(m.Reason), []byte(m.Officer))
}

// LookUpText is what an officer signs to look a person up: registration and
// purpose may be empty.
func LookUpText(nik NIK, registrationID, purpose string) []byte {
	return appendParts(nil, []byte(nik.Digits()), []byte(registrationID), []byte(purpose))
}

// appendParts writes each part after its length in 4 bytes, big-endian.
func appendParts(to []byte, parts ...[]byte) []byte {
	for _, p := range parts {
		to = binary.BigEndian.AppendUint32(to, uint32(len(p)))
		to = append(to, p...)
	}
	return to
}

// instant is a time as it is signed: nanoseconds since 1970, big-endian.
func instant(t time.Time) []byte { return binary.BigEndian.AppendUint64(nil, uint64(t.UnixNano())) }
