package wire

import (
	"crypto/ed25519"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/text"
)

// MaxOfficerKeys is how many keys, and how many ends of keys, one call may tell.
const MaxOfficerKeys = 200

// FromOfficerSignature writes a signature down for the wire; nil for none.
func FromOfficerSignature(s siak.OfficerSignature) *pb.OfficerSignature {
	if s.IsZero() {
		return nil
	}
	return &pb.OfficerSignature{PublicKey: s.Public[:], Signed: timestamppb.New(s.Signed), Signature: s.Signature}
}

// ToOfficerSignature checks and reads a signature; none is the zero one. Whether
// it holds is the registry's to find.
func ToOfficerSignature(m *pb.OfficerSignature) (s siak.OfficerSignature, err error) {
	if m == nil {
		return s, nil
	}
	if s.Public, err = toOfficerPublicKey(m.GetPublicKey()); err != nil || s.Public.IsZero() {
		return siak.OfficerSignature{}, bad("public_key")
	}
	if s.Signed, err = toInstant(m.GetSigned()); err != nil {
		return siak.OfficerSignature{}, err
	}
	if s.Signature = m.GetSignature(); len(s.Signature) != ed25519.SignatureSize {
		return siak.OfficerSignature{}, bad("signature")
	}
	return s, nil
}

// FromOfficers writes keys and their ends down for the wire.
func FromOfficers(keys []siak.OfficerKey, ends []siak.OfficerKeyEnd) *pb.RegisterOfficersRequest {
	m := &pb.RegisterOfficersRequest{}
	for _, k := range keys {
		role := pb.OfficerRole_OFFICER_ROLE_OFFICER
		if k.Supervisor {
			role = pb.OfficerRole_OFFICER_ROLE_SUPERVISOR
		}
		m.Keys = append(m.Keys, &pb.OfficerKey{
			Officer: k.Officer, Role: role, PublicKey: k.Public[:], From: timestamppb.New(k.From),
			CertifiedBy: fromOfficerPublicKey(k.By), Signature: k.Signature,
		})
	}
	for _, e := range ends {
		m.Ends = append(m.Ends, &pb.OfficerKeyEnd{
			PublicKey: e.Public[:], Ended: timestamppb.New(e.Ended), CertifiedBy: fromOfficerPublicKey(e.By), Signature: e.Signature,
		})
	}
	return m
}

// ToOfficers checks and reads keys and their ends.
func ToOfficers(m *pb.RegisterOfficersRequest) (keys []siak.OfficerKey, ends []siak.OfficerKeyEnd, err error) {
	if len(m.GetKeys()) > MaxOfficerKeys || len(m.GetEnds()) > MaxOfficerKeys {
		return nil, nil, bad("keys")
	}
	for _, k := range m.GetKeys() {
		key, err := toOfficerKey(k)
		if err != nil {
			return nil, nil, err
		}
		keys = append(keys, key)
	}
	for _, e := range m.GetEnds() {
		end := siak.OfficerKeyEnd{Signature: e.GetSignature()}
		if end.Public, err = toOfficerPublicKey(e.GetPublicKey()); err != nil || end.Public.IsZero() {
			return nil, nil, bad("public_key")
		}
		if end.By, err = toOfficerPublicKey(e.GetCertifiedBy()); err != nil || end.By.IsZero() {
			return nil, nil, bad("certified_by")
		}
		if end.Ended, err = toInstant(e.GetEnded()); err != nil {
			return nil, nil, err
		}
		ends = append(ends, end)
	}
	return keys, ends, nil
}

func toOfficerKey(m *pb.OfficerKey) (k siak.OfficerKey, err error) {
	k = siak.OfficerKey{Officer: m.GetOfficer(), Signature: m.GetSignature()}
	switch m.GetRole() {
	case pb.OfficerRole_OFFICER_ROLE_OFFICER:
	case pb.OfficerRole_OFFICER_ROLE_SUPERVISOR:
		k.Supervisor = true
	default:
		return k, bad("role")
	}
	if name, err := text.Canonical(k.Officer); err != nil || name != k.Officer || name == "" || utf8.RuneCountInString(name) > maxOfficer {
		return k, bad("officer")
	}
	if k.Public, err = toOfficerPublicKey(m.GetPublicKey()); err != nil || k.Public.IsZero() {
		return k, bad("public_key")
	}
	if k.By, err = toOfficerPublicKey(m.GetCertifiedBy()); err != nil {
		return k, bad("certified_by")
	}
	k.From, err = toInstant(m.GetFrom())
	return k, err
}

// ToOfficersKnown checks and reads which keys the registry has, and which it has
// ended.
func ToOfficersKnown(m *pb.RegisterOfficersResponse) (keys, ended []siak.OfficerPublicKey, err error) {
	if len(m.GetKeys()) > MaxOfficerKeys || len(m.GetEnded()) > MaxOfficerKeys {
		return nil, nil, bad("keys")
	}
	if keys, err = toOfficerPublicKeys(m.GetKeys()); err != nil {
		return nil, nil, err
	}
	ended, err = toOfficerPublicKeys(m.GetEnded())
	return keys, ended, err
}

// FromOfficersKnown writes down which keys the registry has.
func FromOfficersKnown(keys, ended []siak.OfficerPublicKey) *pb.RegisterOfficersResponse {
	m := &pb.RegisterOfficersResponse{}
	for _, k := range keys {
		m.Keys = append(m.Keys, fromOfficerPublicKey(k))
	}
	for _, k := range ended {
		m.Ended = append(m.Ended, fromOfficerPublicKey(k))
	}
	return m
}

func toOfficerPublicKeys(all [][]byte) (keys []siak.OfficerPublicKey, err error) {
	for _, raw := range all {
		k, err := toOfficerPublicKey(raw)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

func fromOfficerPublicKey(k siak.OfficerPublicKey) []byte {
	if k.IsZero() {
		return nil
	}
	return k[:]
}

// toOfficerPublicKey reads a key; none is the zero key.
func toOfficerPublicKey(raw []byte) (k siak.OfficerPublicKey, err error) {
	if len(raw) != 0 && copy(k[:], raw) != len(raw) || len(raw) != 0 && len(raw) != len(k) {
		return siak.OfficerPublicKey{}, bad("public_key")
	}
	return k, nil
}

// toInstant reads a time that is signed in nanoseconds since 1970.
func toInstant(m *timestamppb.Timestamp) (time.Time, error) {
	at := m.AsTime()
	if m == nil || m.CheckValid() != nil || at.Year() < 1970 || at.Year() > 2261 {
		return time.Time{}, bad("time")
	}
	return at, nil
}
