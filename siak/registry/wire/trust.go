package wire

import (
	"crypto/x509"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// FromTrust writes down what a station is to believe about codes.
func FromTrust(t siak.Trust) (*pb.GetTrustResponse, error) {
	m := &pb.GetTrustResponse{Version: t.Version, Revocations: FromRevocationCursor(t.Revocations)}
	for _, i := range t.Issuers {
		key, err := x509.MarshalPKIXPublicKey(i.Key)
		if err != nil {
			return nil, fmt.Errorf("issuer key: %w", err)
		}
		m.Issuers = append(m.Issuers, &pb.IssuerKey{
			Kid: i.ID, Issuer: i.Issuer, PublicKey: key,
			From: timestamppb.New(i.From), To: timestamppb.New(i.To),
		})
	}
	for id := range t.Revoked {
		m.RevokedRegistrations = append(m.RevokedRegistrations, id)
	}
	for id := range t.Used {
		m.UsedPresentations = append(m.UsedPresentations, id[:])
	}
	return m, nil
}

// ToTrust checks and reads what a station is to believe about codes.
func ToTrust(m *pb.GetTrustResponse) (siak.Trust, error) {
	t := siak.Trust{
		Version: m.GetVersion(), Revocations: ToRevocationCursor(m.GetRevocations()),
		Revoked: make(map[string]bool, len(m.GetRevokedRegistrations())),
		Used:    make(map[siak.PresentationID]bool, len(m.GetUsedPresentations())),
	}
	for _, i := range m.GetIssuers() {
		key, err := toIssuer(i)
		if err != nil {
			return siak.Trust{}, err
		}
		t.Issuers = append(t.Issuers, key)
	}
	for _, id := range m.GetRevokedRegistrations() {
		t.Revoked[id] = true
	}
	for _, id := range m.GetUsedPresentations() {
		if len(id) != len(siak.PresentationID{}) {
			return siak.Trust{}, bad("used_presentations")
		}
		t.Used[siak.PresentationID(id)] = true
	}
	return t, nil
}

func toIssuer(m *pb.IssuerKey) (siak.IssuerKey, error) {
	key, err := x509.ParsePKIXPublicKey(m.GetPublicKey())
	if err != nil {
		return siak.IssuerKey{}, bad("issuers.public_key")
	}
	switch {
	case len(m.GetKid()) == 0:
		return siak.IssuerKey{}, bad("issuers.kid")
	case m.GetIssuer() == "":
		return siak.IssuerKey{}, bad("issuers.issuer")
	case m.GetFrom().CheckValid() != nil, m.GetTo().CheckValid() != nil:
		return siak.IssuerKey{}, bad("issuers.from")
	}
	return siak.IssuerKey{
		ID: m.GetKid(), Issuer: m.GetIssuer(), Key: key,
		From: m.GetFrom().AsTime(), To: m.GetTo().AsTime(),
	}, nil
}
