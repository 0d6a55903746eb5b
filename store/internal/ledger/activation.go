package ledger

import (
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// activationForm is the part of an activation that is sealed: all that does
// not change. State, reason, attempts and times stand in columns beside it.
type activationForm struct {
	RegistrationID     string `cbor:"1,keyasint"`
	PresentationDigest []byte `cbor:"2,keyasint"`
	Outcome            string `cbor:"3,keyasint"`
	ResidentVersion    uint64 `cbor:"4,keyasint"`
	PolicyVersion      uint32 `cbor:"5,keyasint"`
	TrustVersion       uint64 `cbor:"6,keyasint"`
	Officer            string `cbor:"7,keyasint"`
	Session            string `cbor:"8,keyasint"`
	ReadAt             int64  `cbor:"9,keyasint"`
	ConfirmedAt        int64  `cbor:"10,keyasint"`
	ClockOffset        int64  `cbor:"11,keyasint"`
	NIK                string `cbor:"12,keyasint"`
	Name               string `cbor:"13,keyasint"`
	PresentationID     []byte `cbor:"14,keyasint"`
	Presentation       []byte `cbor:"15,keyasint"`
	Signed             []byte `cbor:"16,keyasint"`
	// Of the officer; missing where it was confirmed before officers had keys.
	OfficerKey       []byte `cbor:"17,keyasint,omitempty"`
	OfficerSigned    int64  `cbor:"18,keyasint,omitempty"`
	OfficerSignature []byte `cbor:"19,keyasint,omitempty"`
}

// ActivationPlace is the place that an activation is sealed to.
func ActivationPlace(id siak.ActivationID) seal.Place {
	return seal.Place{Table: "activations", Key: id[:], Version: 1}
}

func encodeActivation(a siak.Activation) ([]byte, error) {
	f := activationForm{
		RegistrationID:     a.RegistrationID,
		PresentationDigest: a.PresentationDigest[:],
		Outcome:            string(a.Outcome),
		ResidentVersion:    a.ResidentVersion,
		PolicyVersion:      a.PolicyVersion,
		TrustVersion:       a.TrustVersion,
		Officer:            a.Officer,
		Session:            a.Session,
		ReadAt:             codec.UnixNano(a.ReadAt),
		ConfirmedAt:        codec.UnixNano(a.ConfirmedAt),
		ClockOffset:        int64(a.ClockOffset),
		NIK:                a.NIK.Digits(),
		Name:               a.Name,
		PresentationID:     a.PresentationID[:],
		Presentation:       a.Presentation,
		Signed:             a.Signed,
	}
	if s := a.OfficerSignature; !s.IsZero() {
		f.OfficerKey, f.OfficerSigned, f.OfficerSignature = s.Public[:], codec.UnixNano(s.Signed), s.Signature
	}
	return codec.Encode(f)
}

// DecodeActivation fills in what was sealed.
func DecodeActivation(text []byte, a *siak.Activation) error {
	const op = "read an activation"
	var f activationForm
	if err := codec.Decode(op, text, &f); err != nil {
		return err
	}
	nik, err := siak.RegisteredNIK(f.NIK)
	if err != nil || len(f.PresentationDigest) != len(a.PresentationDigest) || len(f.PresentationID) != len(a.PresentationID) {
		return fault.Damaged(op, "a value of another form")
	}
	a.Statement = siak.Statement{
		ID:                 a.ID,
		RegistrationID:     f.RegistrationID,
		PresentationDigest: [32]byte(f.PresentationDigest),
		Outcome:            siak.Outcome(f.Outcome),
		ResidentVersion:    f.ResidentVersion,
		PolicyVersion:      f.PolicyVersion,
		TrustVersion:       f.TrustVersion,
		Officer:            f.Officer,
		Session:            f.Session,
		ReadAt:             codec.FromUnixNano(f.ReadAt),
		ConfirmedAt:        codec.FromUnixNano(f.ConfirmedAt),
		ClockOffset:        time.Duration(f.ClockOffset),
	}
	a.NIK, a.Name = nik, f.Name
	a.PresentationID = siak.PresentationID(f.PresentationID)
	a.Presentation, a.Signed = f.Presentation, f.Signed
	if len(f.OfficerKey) == len(a.OfficerSignature.Public) {
		a.OfficerSignature = siak.OfficerSignature{
			Public: siak.OfficerPublicKey(f.OfficerKey), Signed: codec.FromUnixNano(f.OfficerSigned), Signature: f.OfficerSignature,
		}
	}
	return nil
}

// Columns is what of an activation stands in clear.
const Columns = `id, state, reason, attempts, next_try, updated_at, confirmed_at`

// scanClear reads outboxColumns and what stands behind them into more.
func scanClear(row sqlitedb.Scanner, more ...any) (siak.Activation, error) {
	var a siak.Activation
	var id []byte
	var state, reason string
	var next, updated, confirmed int64
	into := append([]any{&id, &state, &reason, &a.Attempts, &next, &updated, &confirmed}, more...)
	if err := row.Scan(into...); err != nil {
		return a, err
	}
	if len(id) != len(a.ID) {
		return a, fault.Damaged("read an activation", "its ID")
	}
	a.ID = siak.ActivationID(id)
	a.State, a.Reason = siak.State(state), siak.Reason(reason)
	a.NextTry, a.UpdatedAt, a.ConfirmedAt = codec.FromUnixNano(next), codec.FromUnixNano(updated), codec.FromUnixNano(confirmed)
	return a, nil
}

// ScanActivation reads outboxColumns and sealed. Where the sealed part does not
// open it fails with [siak.KindDamaged] and still gives what stands in clear.
func ScanActivation(row sqlitedb.Scanner, k *seal.Keys) (siak.Activation, error) {
	var sealed []byte
	a, err := scanClear(row, &sealed)
	if err != nil {
		return a, err
	}
	text, err := k.LedgerSeal.Open(ActivationPlace(a.ID), sealed)
	if err != nil {
		return a, err
	}
	defer clear(text)
	err = DecodeActivation(text, &a)
	return a, err
}
