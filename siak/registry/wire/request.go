package wire

import (
	"slices"
	"unicode/utf8"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/text"
)

var deactivationReasons = map[siak.DeactivationReason]pb.DeactivationReason{
	siak.PhoneLost:     pb.DeactivationReason_DEACTIVATION_REASON_PHONE_LOST,
	siak.PhoneReplaced: pb.DeactivationReason_DEACTIVATION_REASON_PHONE_REPLACED,
	siak.PINForgotten:  pb.DeactivationReason_DEACTIVATION_REASON_PIN_FORGOTTEN,
	siak.OwnerDeceased: pb.DeactivationReason_DEACTIVATION_REASON_DECEASED,
}

var manualReasons = map[siak.ManualReason]pb.ManualServiceReason{
	siak.NoPhone:   pb.ManualServiceReason_MANUAL_SERVICE_REASON_NO_PHONE,
	siak.NoNetwork: pb.ManualServiceReason_MANUAL_SERVICE_REASON_NO_NETWORK,
	siak.CannotUse: pb.ManualServiceReason_MANUAL_SERVICE_REASON_CANNOT_USE,
}

// maxOfficer bounds an account's name, in characters as the station does,
// maxRegistration a registration's id, in bytes.
const (
	maxOfficer      = 64
	maxRegistration = 128
)

// FromDeactivation writes a request down for the wire.
func FromDeactivation(r siak.Deactivation) *pb.DeactivatePhoneRequest {
	return &pb.DeactivatePhoneRequest{
		Id: r.ID[:], Nik: r.NIK.Digits(), Reason: deactivationReasons[r.Reason], Officer: r.Officer, Phone: thumbprintBytes(r.Phone),
		OfficerSignature: FromOfficerSignature(r.Signature), SupervisorSignature: FromOfficerSignature(r.SupervisorSignature),
		Presentation: r.Presentation,
	}
}

// ToDeactivation checks and reads a request from the wire.
func ToDeactivation(m *pb.DeactivatePhoneRequest) (siak.Deactivation, error) {
	var r siak.Deactivation
	var err error
	if r.ID, r.Officer, err = toRequest(m.GetId(), m.GetOfficer()); err != nil {
		return r, err
	}
	if r.NIK, err = siak.RegisteredNIK(m.GetNik()); err != nil {
		return r, bad("nik")
	}
	if r.Reason, err = named(deactivationReasons, m.GetReason()); err != nil {
		return r, err
	}
	if n := len(m.GetPhone()); n != 0 && n != len(r.Phone) {
		return r, bad("phone")
	}
	copy(r.Phone[:], m.GetPhone())
	if r.Signature, err = ToOfficerSignature(m.GetOfficerSignature()); err != nil {
		return r, err
	}
	if r.SupervisorSignature, err = ToOfficerSignature(m.GetSupervisorSignature()); err != nil {
		return r, err
	}
	r.Presentation, err = toPresentation(m.GetPresentation())
	return r, err
}

// FromEmailCorrection writes a request down for the wire.
func FromEmailCorrection(r siak.EmailCorrection) *pb.CorrectEmailRequest {
	return &pb.CorrectEmailRequest{
		Id: r.ID[:], RegistrationId: r.RegistrationID, Email: string(r.Email), Officer: r.Officer, Presentation: r.Presentation,
		OfficerSignature: FromOfficerSignature(r.Signature),
	}
}

// ToEmailCorrection checks and reads a request from the wire. Whether the
// address is one is the registry's to answer, not an error; it is brought to its
// one form where it has one.
func ToEmailCorrection(m *pb.CorrectEmailRequest) (siak.EmailCorrection, error) {
	r := siak.EmailCorrection{RegistrationID: m.GetRegistrationId(), Email: siak.Email(m.GetEmail())}
	var err error
	if r.ID, r.Officer, err = toRequest(m.GetId(), m.GetOfficer()); err != nil {
		return r, err
	}
	if e, err := siak.ReadEmail(m.GetEmail()); err == nil {
		r.Email = e
	}
	if r.RegistrationID == "" || len(r.RegistrationID) > maxRegistration {
		return r, bad("registration_id")
	}
	if r.Signature, err = ToOfficerSignature(m.GetOfficerSignature()); err != nil {
		return r, err
	}
	r.Presentation, err = toPresentation(m.GetPresentation())
	return r, err
}

// maxPresentation bounds a presentation, in bytes: the bound of a code's.
const maxPresentation = 8 << 10

// toPresentation reads a presentation; nil for none.
func toPresentation(sent []byte) ([]byte, error) {
	if len(sent) > maxPresentation {
		return nil, bad("presentation")
	}
	if len(sent) == 0 {
		return nil, nil
	}
	return sent, nil
}

// FromLookUp writes a look-up down for the wire.
func FromLookUp(l siak.LookUp) *pb.LookUpRequest {
	return &pb.LookUpRequest{
		Nik: l.NIK.Digits(), RegistrationId: l.RegistrationID, Presentation: l.Presentation,
		Officer: l.Officer, Purpose: string(l.Purpose),
	}
}

// ToLookUp checks and reads a look-up from the wire. An officer and a purpose may
// be missing: stations of an older version have none.
func ToLookUp(m *pb.LookUpRequest) (siak.LookUp, error) {
	l := siak.LookUp{RegistrationID: m.GetRegistrationId(), Purpose: siak.LookUpPurpose(m.GetPurpose())}
	var err error
	if l.NIK, err = siak.RegisteredNIK(m.GetNik()); err != nil {
		return l, bad("nik")
	}
	if len(l.RegistrationID) > maxRegistration {
		return l, bad("registration_id")
	}
	if l.Purpose != "" && l.Purpose != siak.ForManualService {
		return l, bad("purpose")
	}
	if m.GetOfficer() != "" {
		if l.Officer, err = toOfficer(m.GetOfficer()); err != nil {
			return l, err
		}
	}
	if l.Purpose != "" && l.Officer == "" {
		return l, bad("officer")
	}
	l.Presentation, err = toPresentation(m.GetPresentation())
	return l, err
}

// FromManualService writes a request down for the wire.
func FromManualService(r siak.ManualService) *pb.RecordManualServiceRequest {
	return &pb.RecordManualServiceRequest{
		Id: r.ID[:], Nik: r.NIK.Digits(), Reason: manualReasons[r.Reason], Officer: r.Officer,
		OfficerSignature: FromOfficerSignature(r.Signature),
	}
}

// ToManualService checks and reads a request from the wire.
func ToManualService(m *pb.RecordManualServiceRequest) (siak.ManualService, error) {
	var r siak.ManualService
	var err error
	if r.ID, r.Officer, err = toRequest(m.GetId(), m.GetOfficer()); err != nil {
		return r, err
	}
	if r.NIK, err = siak.RegisteredNIK(m.GetNik()); err != nil {
		return r, bad("nik")
	}
	if r.Reason, err = named(manualReasons, m.GetReason()); err != nil {
		return r, err
	}
	r.Signature, err = ToOfficerSignature(m.GetOfficerSignature())
	return r, err
}

// toRequest reads what every request has.
func toRequest(id []byte, officer string) (r siak.RequestID, name string, err error) {
	if copy(r[:], id) != len(r) || len(id) != len(r) {
		return r, "", bad("id")
	}
	name, err = toOfficer(officer)
	return r, name, err
}

// toOfficer reads an account's name in its one form.
func toOfficer(officer string) (string, error) {
	switch name, err := text.Canonical(officer); {
	case err != nil:
		return "", &siak.FieldError{Field: "officer", Err: err}
	case name == "", utf8.RuneCountInString(name) > maxOfficer:
		return "", bad("officer")
	default:
		return name, nil
	}
}

// named is a closed set's name for a value.
func named[N, V comparable](set map[N]V, value V) (name N, err error) {
	for name, v := range set {
		if v == value {
			return name, nil
		}
	}
	return name, bad("reason")
}

// FromAnswer gives an answer's state for the wire.
func FromAnswer(a siak.Answer) pb.RequestState {
	if a.Done {
		return pb.RequestState_REQUEST_STATE_DONE
	}
	return pb.RequestState_REQUEST_STATE_REFUSED
}

// ToAnswer checks and reads an answer from the wire.
func ToAnswer(state pb.RequestState, reason string) (siak.Answer, error) {
	a := siak.Answer{Done: state == pb.RequestState_REQUEST_STATE_DONE, Reason: siak.Reason(reason)}
	refused := state == pb.RequestState_REQUEST_STATE_REFUSED
	switch {
	case !a.Done && !refused:
		return siak.Answer{}, bad("state")
	case a.Done && reason != "", refused && !mayRefuse(a.Reason):
		return siak.Answer{}, bad("reason")
	}
	return a, nil
}

// mayRefuse reports whether a reason is of the closed set for requests.
func mayRefuse(r siak.Reason) bool {
	return r == siak.ReasonCentralCheck || slices.Contains(siak.RequestReasons(), r) || slices.Contains(siak.OfficerReasons(), r) || slices.Contains(siak.Outcomes(), siak.Outcome(r))
}
