package server

import (
	"context"
	"crypto/x509"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/text"
)

// usualCertificate is how long a station's certificate is good unless the
// options say otherwise: it renews it when a third of that is left, so a laptop
// may lie in a cupboard for a month without being forgotten.
const usualCertificate = 90 * 24 * time.Hour

// enrolment certifies a station's key and is all that a station is told with it.
func (r *EnrolmentService) enrolment(ctx context.Context, id string, request *x509.CertificateRequest, authority *keys.Key, of recipients) (*pb.EnrolResponse, error) {
	if err := r.setFileRecipient(ctx, id, of); err != nil {
		return nil, err
	}
	ring := r.Keys()
	certifier, chain, err := ring.StationCertifier(authority.Cert)
	if err != nil {
		return nil, err
	}
	cert, err := certifier.CertifyStation(id, request.PublicKey, r.o.Now(), r.o.CertificateFor)
	if err != nil {
		return nil, at("certify a station", err)
	}
	classic, hybrid := ring.FileRecipient()
	res := &pb.EnrolResponse{
		StationId: id, Certificate: cert, Authority: authority.Certificate, AuthoritySuccession: authority.Succession,
		ServerName: ring.ServerName(), Training: r.o.Training, ServerTime: r.time(), KeysVersion: ring.Version,
		SealingKey: ring.SealingKey(), FileRecipient: classic, HybridFileRecipient: hybrid,
	}
	for _, c := range chain {
		res.Intermediates = append(res.Intermediates, c.Raw)
	}
	partitions, err := r.people.Partitions(ctx)
	if err != nil {
		return nil, err
	}
	granted, err := r.access.Grants(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range partitions {
		if p.Area && granted.Covers(p.Region) {
			res.Partitions = append(res.Partitions, &pb.Partition{Region: string(p.Region), Name: text.Clean(p.Name)})
		}
	}
	region, name, err := r.office(ctx, id, partitions)
	res.OfficeRegion, res.OfficeName = string(region), name
	return res, err
}

// authorityFor is the authority that a station is told at a renewal. While another
// one is to come into use it is told the one that its certificate is not of, so
// that it has pinned both, however often it renews; stations keep the one before.
func (r *EnrolmentService) authorityFor(shown []*x509.Certificate) *keys.Key {
	now, next := r.Keys().Current(keys.Authority), r.Keys().Next(keys.Authority)
	if next == nil || len(shown) > 0 && issuedBy(shown, next.Cert) {
		return now
	}
	return next
}

// issuedBy reports whether a chain that a station shows is an authority's.
func issuedBy(chain []*x509.Certificate, authority *x509.Certificate) bool {
	return chain[len(chain)-1].CheckSignatureFrom(authority) == nil
}

// office is where a station stands.
func (r *EnrolmentService) office(ctx context.Context, id string, partitions []Partition) (region siak.Region, name string, err error) {
	var st Station
	err = r.store.Read(ctx, func(tx Tx) error {
		st, _, err = tx.StationByID(id)
		return err
	})
	if err != nil || st.Region == "" || st.Region == r.o.OfficeRegion {
		return r.o.OfficeRegion, r.o.OfficeName, at("find station", err)
	}
	for _, p := range partitions {
		if p.Region == st.Region {
			return st.Region, "Kecamatan " + text.Clean(p.Name), nil
		}
	}
	return st.Region, r.o.OfficeName, nil
}
